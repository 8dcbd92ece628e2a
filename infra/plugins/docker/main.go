// Command pulumi-resource-docker serves the docker package to Pulumi on hosts that cannot download the published plugin.
//
// It bridges the same Terraform provider with the same tokens and property names as the published plugin, but only for
// the resource types that this project's program declares. The module path lies below the provider's own, so that Go
// lets it import the provider's internal package.
package main

import (
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	shim "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
	"github.com/terraform-providers/terraform-provider-docker/internal/provider"
)

// version is set by the linker to the version of the pulumi-docker SDK that this binary serves.
var version = "0.0.0"

// served lists the Terraform resources that the program uses; the rest are left out of the bridge.
var served = map[string]*tfbridge.ResourceInfo{
	"docker_container": {
		Tok: "docker:index/container:Container",
		// Two containers cannot hold one name and one host port at the same time.
		DeleteBeforeReplace: true,
		Fields: map[string]*tfbridge.SchemaInfo{
			"command":           {Name: "command"},
			"networks_advanced": {Name: "networksAdvanced"},
		},
	},
	"docker_network": {Tok: "docker:index/network:Network"},
	"docker_volume":  {Tok: "docker:index/volume:Volume"},
}

func main() {
	docker := provider.New(version)()
	for name := range docker.ResourcesMap {
		if _, ok := served[name]; !ok {
			delete(docker.ResourcesMap, name)
		}
	}
	clear(docker.DataSourcesMap)

	info := tfbridge.ProviderInfo{
		P:         shim.NewProvider(docker),
		Name:      "docker",
		Version:   version,
		Resources: served,
		Config: map[string]*tfbridge.SchemaInfo{
			"registry_auth": {Name: "registryAuth", MaxItemsOne: tfbridge.False()},
		},
		MetadataInfo: tfbridge.NewProviderMetadata([]byte(`{}`)),
	}
	info.SetAutonaming(255, "-")
	tfbridge.Main("docker", version, info, []byte(`{"name":"docker","version":"`+version+`"}`))
}

