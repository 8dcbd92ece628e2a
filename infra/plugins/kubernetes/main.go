// Command pulumi-resource-kubernetes serves the kubernetes package to Pulumi on hosts that cannot download the
// published plugin.
//
// It knows the types that this project's program declares, and no other, with the published plugin's tokens and
// property names: Namespace, Secret and ConfigMap of core/v1, and Helm's Release.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

// version is set by the linker to the version of the pulumi-kubernetes SDK that this binary serves.
var version = "0.0.0"

// healthPauses lie between looks at the engine, without which nobody would end this program.
const healthPauses = 5 * time.Second

func main() {
	if err := serve(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "pulumi-resource-kubernetes:", err)
		os.Exit(1)
	}
}

// serve answers the engine whose address is the first argument.
func serve(arguments []string) error {
	if len(arguments) == 0 {
		return errors.New("the engine's address is missing; Pulumi starts this program")
	}
	connection, err := grpc.NewClient(
		arguments[0], grpc.WithTransportCredentials(insecure.NewCredentials()), rpcutil.GrpcChannelOptions())
	if err != nil {
		return err
	}
	own := &provider{engine: pulumirpc.NewEngineClient(connection)}
	own.running, own.stop = signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	orphaned := make(chan bool)
	end := func() {
		own.stop()
		close(orphaned)
	}
	if err := rpcutil.Healthcheck(context.Background(), arguments[0], healthPauses, end); err != nil {
		return err
	}
	handle, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: orphaned,
		Init: func(server *grpc.Server) error {
			pulumirpc.RegisterResourceProviderServer(server, plugin.NewProviderServer(own))
			return nil
		},
		Options: []grpc.ServerOption{grpc.UnaryInterceptor(answered)},
	})
	if err != nil {
		return err
	}
	// The engine reads the port from the first line.
	fmt.Println(handle.Port)
	return <-handle.Done
}

// answered turns a panic into an error of its one request, because a plugin that dies loses every resource in flight, and
// gives each difference in detail, because Pulumi's JSON of a refresh leaves out what has none.
func answered(
	ctx context.Context, request any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler,
) (response any, err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("%s panicked: %v\n%s", info.FullMethod, reason, debug.Stack())
		}
	}()
	response, err = handler(ctx, request)
	if answer, ok := response.(*pulumirpc.DiffResponse); ok && answer != nil {
		answer.Changes, answer.HasDetailedDiff = pulumirpc.DiffResponse_DIFF_NONE, true
		answer.DetailedDiff = map[string]*pulumirpc.PropertyDiff{}
		for _, key := range answer.Diffs {
			answer.Changes = pulumirpc.DiffResponse_DIFF_SOME
			answer.DetailedDiff[key] = &pulumirpc.PropertyDiff{Kind: pulumirpc.PropertyDiff_UPDATE, InputDiff: true}
		}
	}
	return response, err
}
