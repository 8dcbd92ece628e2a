// Command pulumi-resource-kubernetes serves the kubernetes package to Pulumi on hosts that cannot download the published
// plugin.
//
// It knows the types that this project's program declares, and no other, with the published plugin's tokens and
// property names: Namespace, Secret and ConfigMap of core/v1, and Helm's Release.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

// version is set by the linker to the version of the pulumi-kubernetes SDK that this binary serves.
var version = "0.0.0"

func main() {
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, "pulumi-resource-kubernetes:", err)
		os.Exit(1)
	}
}

func serve() error {
	provider := newProvider()
	defer provider.close()
	if len(os.Args) > 1 {
		if err := provider.attach(os.Args[1]); err != nil {
			return err
		}
	}
	cancel := make(chan bool)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		close(cancel)
	}()
	handle, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: cancel,
		Init: func(server *grpc.Server) error {
			pulumirpc.RegisterResourceProviderServer(server, provider)
			return nil
		},
		Options: append(rpcutil.TracingServerInterceptorOptions(nil), grpc.ChainUnaryInterceptor(recovered)),
	})
	if err != nil {
		return err
	}
	// The engine reads the port from the first line.
	fmt.Println(handle.Port)
	return <-handle.Done
}

// recovered turns a panic into an error of its one request: a plugin that dies loses every resource in flight.
func recovered(
	ctx context.Context, request any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler,
) (response any, err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("%s panicked: %v\n%s", info.FullMethod, reason, debug.Stack())
		}
	}()
	return handler(ctx, request)
}

// connect returns a client of the engine that started this plugin.
func connect(address string) (pulumirpc.EngineClient, error) {
	connection, err := grpc.NewClient(
		address, grpc.WithTransportCredentials(insecure.NewCredentials()), rpcutil.GrpcChannelOptions())
	if err != nil {
		return nil, err
	}
	return pulumirpc.NewEngineClient(connection), nil
}
