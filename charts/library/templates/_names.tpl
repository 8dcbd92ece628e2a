{{/* Labels of every object of a release. */}}
{{- define "novax.labels" -}}
app.kubernetes.io/name: {{ .Release.Name }}
app.kubernetes.io/part-of: novax
app.kubernetes.io/managed-by: {{ .Release.Service }}
novax.stack: {{ .Values.stack | quote }}
novax.service: {{ .Release.Name }}
{{- end }}

{{/* What chooses the pods of a release; it never changes in an object's life. */}}
{{- define "novax.selector" -}}
novax.service: {{ .Release.Name }}
{{- end }}

{{/* The name of the pod that is the member with an index. */}}
{{- define "novax.pod-name" -}}
{{ .root.Release.Name }}-{{ add .index 1 }}
{{- end }}

{{/* The objects that hold the files: the chart's own where contents are given inline. */}}
{{- define "novax.secret-name" -}}
{{ if .Values.inline.secret }}{{ .Release.Name }}-inline{{ else }}{{ .Values.files.secretName }}{{ end }}
{{- end }}
{{- define "novax.config-name" -}}
{{ if .Values.inline.config }}{{ .Release.Name }}-inline{{ else }}{{ .Values.files.configName }}{{ end }}
{{- end }}

{{/* Changes with the files' contents, so that a change rolls exactly the pods that read them. */}}
{{- define "novax.annotations" -}}
novax.files: {{ .Values.files.checksum | default (toJson .Values.inline | sha256sum) | quote }}
{{- end }}

{{- define "novax.inline" -}}
{{- if .Values.inline.config }}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-inline
  labels: {{- include "novax.labels" . | nindent 4 }}
data: {{- toYaml .Values.inline.config | nindent 2 }}
{{- end }}
{{- if .Values.inline.secret }}
---
apiVersion: v1
kind: Secret
metadata:
  name: {{ .Release.Name }}-inline
  labels: {{- include "novax.labels" . | nindent 4 }}
stringData: {{- toYaml .Values.inline.secret | nindent 2 }}
{{- end }}
{{- end }}
