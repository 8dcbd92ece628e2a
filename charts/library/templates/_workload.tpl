{{/* One StatefulSet for all members; each finds its own files in a folder called like its pod. */}}
{{- define "novax.statefulset" -}}
{{- $items := list }}
{{- range $index, $member := .Values.members }}
{{- $pod := include "novax.pod-name" (dict "root" $ "index" $index) }}
{{- range $member.files }}{{ $items = append $items (dict "from" .from "key" .key "path" (printf "%s/%s" $pod .path)) }}{{ end }}
{{- end }}
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ .Release.Name }}
  labels: {{- include "novax.labels" . | nindent 4 }}
spec:
  serviceName: {{ .Release.Name }}-members
  replicas: {{ len .Values.members }}
  ordinals: {start: 1}
  # With OrderedReady one bad image would keep a rollback waiting for a pod that never becomes ready.
  podManagementPolicy: Parallel
  persistentVolumeClaimRetentionPolicy: {whenDeleted: Retain, whenScaled: Retain}
  selector:
    matchLabels: {{- include "novax.selector" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "novax.labels" . | nindent 8 }}
        {{- with .Values.scope }}
        novax.cluster: {{ . }}
        {{- end }}
      annotations: {{- include "novax.annotations" . | nindent 8 }}
    spec: {{- include "novax.pod" (dict "root" . "environment" dict "items" $items "perMember" true "storage" true) | nindent 6 }}
  volumeClaimTemplates:
    - apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: data
        labels: {{- include "novax.selector" . | nindent 10 }}
      spec:
        accessModes: [ReadWriteOnce]
        {{- with .Values.storage.class }}
        storageClassName: {{ . }}
        {{- end }}
        resources: {requests: {storage: {{ .Values.storage.size | quote }}}}
{{- end }}

{{/* A Deployment a member: they differ in files and environment. */}}
{{- define "novax.deployments" -}}
{{- range $member := .Values.members }}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ $member.name }}
  labels:
    {{- include "novax.labels" $ | nindent 4 }}
    novax.member: {{ $member.name }}
spec:
  replicas: {{ $.Values.copies }}
  strategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 0, maxSurge: 1}}
  selector:
    matchLabels:
      {{- include "novax.selector" $ | nindent 6 }}
      novax.member: {{ $member.name }}
  template:
    metadata:
      labels:
        {{- include "novax.labels" $ | nindent 8 }}
        novax.member: {{ $member.name }}
      annotations: {{- include "novax.annotations" $ | nindent 8 }}
    spec: {{- include "novax.pod" (dict "root" $ "environment" ($member.environment | default dict) "items" $member.files "perMember" false "storage" false) | nindent 6 }}
{{- end }}
{{- end }}

{{/* So that a node can be emptied one member at a time; a single pod would forbid it for ever. */}}
{{- define "novax.disruption" -}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ .Release.Name }}
  labels: {{- include "novax.labels" . | nindent 4 }}
spec:
  maxUnavailable: 1
  selector:
    matchLabels: {{- include "novax.selector" . | nindent 6 }}
{{- end }}
