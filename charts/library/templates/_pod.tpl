{{/*
The specification of a pod. Takes a dict: root, environment (of the member, may be empty), items (the projected files'
sources), perMember (whether the files of all members are there, each in a folder called like its pod), storage.
*/}}
{{- define "novax.pod" -}}
{{- $values := .root.Values -}}
automountServiceAccountToken: {{ $values.serviceAccount.create }}
{{- if $values.serviceAccount.create }}
serviceAccountName: {{ .root.Release.Name }}
{{- end }}
enableServiceLinks: false
terminationGracePeriodSeconds: {{ add $values.stop.grace $values.stop.pause }}
securityContext:
  runAsNonRoot: true
  runAsUser: {{ int $values.uid }}
  runAsGroup: {{ int $values.uid }}
  fsGroup: {{ int $values.uid }}
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- with $values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
affinity:
  podAntiAffinity:
    {{- if eq $values.spread "required" }}
    requiredDuringSchedulingIgnoredDuringExecution:
      - topologyKey: kubernetes.io/hostname
        labelSelector:
          matchLabels: {{- include "novax.selector" .root | nindent 12 }}
    {{- else }}
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels: {{- include "novax.selector" .root | nindent 14 }}
    {{- end }}
containers:
  - name: {{ $values.container | default .root.Release.Name }}
    image: {{ $values.image | quote }}
    imagePullPolicy: {{ $values.imagePullPolicy }}
    command: {{- toYaml $values.command | nindent 6 }}
    env:
      - name: POD_NAME
        valueFrom: {fieldRef: {fieldPath: metadata.name}}
      - name: POD_IP
        valueFrom: {fieldRef: {fieldPath: status.podIP}}
      {{- range $key, $value := merge (dict) .environment $values.environment }}
      - name: {{ $key }}
        value: {{ $value | quote }}
      {{- end }}
    ports:
      {{- range $values.ports }}
      - {name: {{ printf "tcp-%d" (int .) }}, containerPort: {{ int . }}, protocol: TCP}
      {{- end }}
    resources:
      requests: {cpu: {{ $values.resources.cpu | quote }}, memory: {{ $values.resources.memory | quote }}, ephemeral-storage: 64Mi}
      limits: {memory: {{ $values.resources.memory | quote }}, ephemeral-storage: 1Gi}
    securityContext:
      allowPrivilegeEscalation: false
      privileged: false
      readOnlyRootFilesystem: true
      capabilities: {drop: [ALL]}
    {{- with $values.probe }}
    startupProbe:
      {{- include "novax.question" . | nindent 6 }}
      periodSeconds: {{ int .interval }}
      timeoutSeconds: {{ int .timeout }}
      failureThreshold: {{ int (max .retries (div .grace .interval)) }}
    readinessProbe:
      {{- include "novax.question" . | nindent 6 }}
      periodSeconds: {{ int .interval }}
      timeoutSeconds: {{ int .timeout }}
      failureThreshold: {{ int .retries }}
    {{- end }}
    {{- if or $values.stop.command $values.stop.pause }}
    lifecycle:
      preStop:
        exec:
          command: {{- toYaml ($values.stop.command | default (list "sleep" (toString $values.stop.pause))) | nindent 12 }}
    {{- end }}
    volumeMounts:
      {{- if .items }}
      - name: files
        mountPath: /etc/novax
        readOnly: true
        {{- if .perMember }}
        subPathExpr: $(POD_NAME)
        {{- end }}
      {{- end }}
      {{- if .storage }}
      - {name: data, mountPath: /var/lib/novax}
      {{- end }}
      {{- range $index, $scratch := $values.scratch }}
      - {name: scratch-{{ $index }}, mountPath: {{ $scratch.path | quote }}}
      {{- end }}
      {{- if $values.sharedMemory }}
      - {name: shared-memory, mountPath: /dev/shm}
      {{- end }}
volumes:
  {{- if .items }}
  - name: files
    projected:
      defaultMode: 0440
      sources: {{- include "novax.sources" . | nindent 8 }}
  {{- end }}
  {{- range $index, $scratch := $values.scratch }}
  - name: scratch-{{ $index }}
    emptyDir: {medium: Memory, sizeLimit: {{ $scratch.size | quote }}}
  {{- end }}
  {{- with $values.sharedMemory }}
  - name: shared-memory
    emptyDir: {medium: Memory, sizeLimit: {{ . | quote }}}
  {{- end }}
{{- end }}

{{/* Where the files come from: one Secret, and one ConfigMap for what is none. */}}
{{- define "novax.sources" -}}
{{- $root := .root -}}
{{- range $kind := list "secret" "config" }}
{{- $items := list }}
{{- range $.items }}{{ if eq .from $kind }}{{ $items = append $items (pick . "key" "path") }}{{ end }}{{ end }}
{{- if $items }}
- {{ ternary "secret" "configMap" (eq $kind "secret") }}:
    name: {{ ternary (include "novax.secret-name" $root) (include "novax.config-name" $root) (eq $kind "secret") }}
    items: {{- toYaml $items | nindent 6 }}
{{- end }}
{{- end }}
{{- end }}

{{/* How a probe asks: over HTTPS where it has a path, by a connection where it has a port, else by a command. */}}
{{- define "novax.question" -}}
{{- if .path -}}
httpGet: {scheme: HTTPS, port: {{ int .port }}, path: {{ .path | quote }}}
{{- else if .port -}}
tcpSocket: {port: {{ int .port }}}
{{- else -}}
exec:
  command: {{- toYaml .command | nindent 4 }}
{{- end }}
{{- end }}
