package main

import (
	"context"
	"fmt"
	"os"
	"sort"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

// cluster is where resources live: what the provider's settings chose.
type cluster struct {
	kubeconfig       string
	context          string
	temporary        string
	namespace        string
	force            bool
	mutableConfigMap bool
	mutableSecret    bool
	unknown          bool
	warn             func(resource.URN, string)
}

// newCluster takes the provider's settings; all but kubeconfig arrive as text.
func newCluster(settings resource.PropertyMap, warn func(resource.URN, string)) (*cluster, error) {
	c := &cluster{namespace: "default", warn: warn}
	if settings.ContainsUnknowns() {
		c.unknown = true
		return c, nil
	}
	text := func(key resource.PropertyKey) string {
		value := bare(settings[key])
		if value.IsString() {
			return value.StringValue()
		}
		return ""
	}
	isTrue := func(key resource.PropertyKey) bool {
		value := bare(settings[key])
		return text(key) == "true" || value.IsBool() && value.BoolValue()
	}
	if namespace := text("namespace"); namespace != "" {
		c.namespace = namespace
	}
	c.context, c.force = text("context"), isTrue("enablePatchForce")
	c.mutableConfigMap, c.mutableSecret = isTrue("enableConfigMapMutable"), isTrue("enableSecretMutable")
	return c, c.takeKubeconfig(text("kubeconfig"))
}

// takeKubeconfig accepts a path or, like the published plugin, the content of a file.
func (c *cluster) takeKubeconfig(given string) error {
	if !strings.Contains(given, "\n") && !strings.HasPrefix(strings.TrimSpace(given), "{") {
		c.kubeconfig = given
		return nil
	}
	file, err := os.CreateTemp("", "kubeconfig-") // readable by its owner alone
	if err != nil {
		return err
	}
	defer file.Close()
	c.temporary = file.Name()
	c.kubeconfig = c.temporary
	_, err = file.WriteString(given)
	return err
}

func (c *cluster) close() {
	if c.temporary != "" {
		_ = os.Remove(c.temporary)
	}
}

// flags returns new ones each time: they keep what they were first asked for, the namespace included.
func (c *cluster) flags(namespace string) *genericclioptions.ConfigFlags {
	flags := genericclioptions.NewConfigFlags(true)
	flags.Namespace, flags.Context = &namespace, &c.context
	if c.kubeconfig != "" {
		flags.KubeConfig = &c.kubeconfig
	}
	flags.WrapConfigFn = func(config *rest.Config) *rest.Config {
		config.QPS, config.Burst, config.WarningHandler = 50, 100, rest.NoWarnings{}
		return config
	}
	return flags
}

func (c *cluster) clients() (kubernetes.Interface, dynamic.Interface, error) {
	config, err := c.flags(c.namespace).ToRESTConfig()
	if err != nil {
		return nil, nil, fmt.Errorf("the kubeconfig cannot be used: %w", err)
	}
	typed, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, nil, err
	}
	untyped, err := dynamic.NewForConfig(config)
	return typed, untyped, err
}

const eventsShown = 6

// troubles returns the newest warnings about a namespace's objects since a moment: Helm itself says only that it waited.
func (c *cluster) troubles(namespace, prefix string, since time.Time) string {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	typed, _, err := c.clients()
	if err != nil {
		return ""
	}
	found, err := typed.CoreV1().Events(namespace).List(ctx, metav1.ListOptions{FieldSelector: "type=Warning"})
	if err != nil {
		return ""
	}
	events := found.Items
	sort.Slice(events, func(i, j int) bool { return last(events[i]).After(last(events[j])) })
	seen, lines := map[string]bool{}, []string{}
	for _, event := range events {
		line := fmt.Sprintf("%s %s: %s", event.InvolvedObject.Kind, event.InvolvedObject.Name, event.Message)
		if last(event).Before(since) || !strings.HasPrefix(event.InvolvedObject.Name, prefix) || seen[line] {
			continue
		}
		seen[line] = true
		if lines = append(lines, line); len(lines) == eventsShown {
			break
		}
	}
	return strings.Join(lines, "; ")
}

func last(event corev1.Event) time.Time {
	if event.LastTimestamp.IsZero() {
		return event.EventTime.Time
	}
	// Events have a resolution of seconds.
	return event.LastTimestamp.Add(time.Second)
}
