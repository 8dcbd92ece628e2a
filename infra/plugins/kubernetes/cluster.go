package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
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
	force            bool
	mutableConfigMap bool
	mutableSecret    bool
	typed            kubernetes.Interface
	untyped          dynamic.Interface
}

// newCluster takes the provider's settings, which all arrive as text; nothing is asked of the cluster yet.
func newCluster(settings resource.PropertyMap) (*cluster, error) {
	if settings.ContainsUnknowns() {
		return nil, errors.New("the provider's settings must be known before an update; this stand-in cannot wait for them")
	}
	given := plain(settings)
	c := &cluster{
		kubeconfig:       at(given, "kubeconfig"),
		context:          at(given, "context"),
		force:            at(given, "enablePatchForce") == "true",
		mutableConfigMap: at(given, "enableConfigMapMutable") == "true",
		mutableSecret:    at(given, "enableSecretMutable") == "true",
	}
	if strings.Contains(c.kubeconfig, "\n") {
		return nil, errors.New("kubeconfig is the content of a file; give its path, which keeps the content out of the state")
	}
	config, err := c.flags("").ToRESTConfig()
	if err != nil {
		return nil, fmt.Errorf("the kubeconfig cannot be used: %w", err)
	}
	if c.typed, err = kubernetes.NewForConfig(config); err == nil {
		c.untyped, err = dynamic.NewForConfig(config)
	}
	return c, err
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

const eventsShown = 6

// troubles returns the newest warnings about a release's objects since a moment: Helm itself says only that it waited.
func (c *cluster) troubles(namespace, release string, since time.Time) string {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	found, err := c.typed.CoreV1().Events(namespace).List(ctx, metav1.ListOptions{FieldSelector: "type=Warning"})
	if err != nil {
		return "; its events cannot be read: " + err.Error()
	}
	slices.SortFunc(found.Items, func(a, b corev1.Event) int { return last(b).Compare(last(a)) })
	var lines []string
	for _, event := range found.Items {
		line := fmt.Sprintf("%s %s: %s", event.InvolvedObject.Kind, event.InvolvedObject.Name, event.Message)
		isOurs := strings.HasPrefix(event.InvolvedObject.Name, release) && !last(event).Before(since)
		if isOurs && len(lines) < eventsShown && !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		return ""
	}
	return "; the cluster says: " + strings.Join(lines, "; ")
}

func last(event corev1.Event) time.Time {
	if event.LastTimestamp.IsZero() {
		return event.EventTime.Time
	}
	// Events have a resolution of seconds.
	return event.LastTimestamp.Add(time.Second)
}
