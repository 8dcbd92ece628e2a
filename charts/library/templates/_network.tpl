{{- define "novax.service-ports" -}}
{{- range .Values.ports }}
- {name: {{ printf "tcp-%d" (int .) }}, port: {{ int . }}, targetPort: {{ int . }}, protocol: TCP}
{{- end }}
{{- end }}

{{/*
Names: the service's own for whichever member is ready, and each member's, which also finds one that is not ready yet.
*/}}
{{- define "novax.services" -}}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
  labels: {{- include "novax.labels" . | nindent 4 }}
spec:
  selector: {{- include "novax.selector" . | nindent 4 }}
  ports: {{- include "novax.service-ports" . | nindent 4 }}
{{- range $index, $member := .Values.members }}
{{- if ne $member.name $.Release.Name }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ $member.name }}
  labels: {{- include "novax.labels" $ | nindent 4 }}
spec:
  clusterIP: None
  publishNotReadyAddresses: true
  selector:
    {{- include "novax.selector" $ | nindent 4 }}
    {{- if eq $.Values.kind "StatefulSet" }}
    statefulset.kubernetes.io/pod-name: {{ include "novax.pod-name" (dict "root" $ "index" $index) }}
    {{- else }}
    novax.member: {{ $member.name }}
    {{- end }}
  ports: {{- include "novax.service-ports" $ | nindent 4 }}
{{- end }}
{{- end }}
{{- if eq .Values.kind "StatefulSet" }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}-members
  labels: {{- include "novax.labels" . | nindent 4 }}
spec:
  clusterIP: None
  publishNotReadyAddresses: true
  selector: {{- include "novax.selector" . | nindent 4 }}
  ports: {{- include "novax.service-ports" . | nindent 4 }}
{{- end }}
{{- end }}

{{/* Only what is listed comes in and goes out; look-ups of names are the one thing that everybody may do. */}}
{{- define "novax.policy" -}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ .Release.Name }}
  labels: {{- include "novax.labels" . | nindent 4 }}
spec:
  podSelector:
    matchLabels: {{- include "novax.selector" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress:
    {{- if not .Values.network.from }} []
    {{- end }}
    {{- range .Values.network.from }}
    - from:
        {{- if .service }}
        - podSelector: {matchLabels: {novax.service: {{ .service }}}}
        {{- else }}
        - namespaceSelector:
            matchLabels: {{- toYaml .namespaces | nindent 14 }}
        {{- end }}
      ports:
        {{- range .ports }}
        - {port: {{ int . }}, protocol: TCP}
        {{- end }}
    {{- end }}
  egress:
    - ports:
        - {port: 53, protocol: UDP}
        - {port: 53, protocol: TCP}
    {{- range .Values.network.to }}
    - to:
        - podSelector: {matchLabels: {novax.service: {{ .service }}}}
      ports:
        {{- range .ports }}
        - {port: {{ int . }}, protocol: TCP}
        {{- end }}
    {{- end }}
    {{- with .Values.network.apiServerPorts }}
    # The API server has no pods and, on many clusters, no address that is known beforehand.
    - ports:
        {{- range . }}
        - {port: {{ int . }}, protocol: TCP}
        {{- end }}
    {{- end }}
{{- end }}

{{/* `helm test`: a pod that wants an answer from every port of the service. */}}
{{- define "novax.test" -}}
---
apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}-test
  labels:
    app.kubernetes.io/part-of: novax
    novax.service: {{ .Release.Name }}-test
  annotations:
    helm.sh/hook: test
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
spec:
  restartPolicy: Never
  automountServiceAccountToken: false
  enableServiceLinks: false
  securityContext:
    runAsNonRoot: true
    runAsUser: {{ int .Values.uid }}
    runAsGroup: {{ int .Values.uid }}
    seccompProfile: {type: RuntimeDefault}
  containers:
    - name: test
      image: {{ .Values.image | quote }}
      imagePullPolicy: {{ .Values.imagePullPolicy }}
      command:
        - bash
        - -c
        - for port in {{ .Values.ports | join " " }}; do timeout 5 bash -c "exec 3<>/dev/tcp/{{ .Release.Name }}/$port" || exit 1; done
      resources:
        requests: {cpu: 10m, memory: 32Mi, ephemeral-storage: 8Mi}
        limits: {memory: 32Mi, ephemeral-storage: 64Mi}
      securityContext:
        allowPrivilegeEscalation: false
        privileged: false
        readOnlyRootFilesystem: true
        capabilities: {drop: [ALL]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ .Release.Name }}-test
  annotations:
    helm.sh/hook: test
    helm.sh/hook-weight: "-1"
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
spec:
  podSelector: {matchLabels: {novax.service: {{ .Release.Name }}}}
  policyTypes: [Ingress]
  ingress:
    - from:
        - podSelector: {matchLabels: {novax.service: {{ .Release.Name }}-test}}
{{- end }}
