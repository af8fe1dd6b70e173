// Kueue 0.14 for batch Jobs on a control plane without certificates of its own: its controllers, webhooks and scheduler in
// the order in which its own manager starts them. Left out are leader election, metrics (whose certificate must lie in a
// fixed folder of the machine), the visibility API, MultiKueue, topology and all other kinds of job.
package main

import (
	"context"
	"flag"
	"os"

	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apiserver/pkg/util/feature"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/kubernetes/scheme"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	"sigs.k8s.io/controller-runtime/pkg/manager"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"

	settings "sigs.k8s.io/kueue/apis/config/v1beta1"
	alpha "sigs.k8s.io/kueue/apis/kueue/v1alpha1"
	beta "sigs.k8s.io/kueue/apis/kueue/v1beta1"
	"sigs.k8s.io/kueue/pkg/cache/queue"
	usage "sigs.k8s.io/kueue/pkg/cache/scheduler"
	"sigs.k8s.io/kueue/pkg/config"
	"sigs.k8s.io/kueue/pkg/constants"
	"sigs.k8s.io/kueue/pkg/controller/core"
	"sigs.k8s.io/kueue/pkg/controller/core/indexer"
	"sigs.k8s.io/kueue/pkg/controller/jobframework"
	_ "sigs.k8s.io/kueue/pkg/controller/jobs/job" // batch/job registers itself
	_ "sigs.k8s.io/kueue/pkg/features"
	"sigs.k8s.io/kueue/pkg/scheduler"
	"sigs.k8s.io/kueue/pkg/util/kubeversion"
	"sigs.k8s.io/kueue/pkg/webhooks"
)

const leftOut = "MultiKueue=false,VisibilityOnDemand=false,TopologyAwareScheduling=false"

func must(err error) {
	if err != nil {
		ctrl.Log.Error(err, "cannot go on")
		os.Exit(1)
	}
}

func main() {
	file := flag.String("config", "", "file of Kueue's configuration") // --kubeconfig is declared by controller-runtime
	logging := zap.Options{}
	logging.BindFlags(flag.CommandLine)
	flag.Parse()
	ctrl.SetLogger(zap.New(zap.UseFlagOptions(&logging)))
	must(feature.DefaultMutableFeatureGate.Set(leftOut))

	kinds := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{scheme.AddToScheme, beta.AddToScheme, alpha.AddToScheme, settings.AddToScheme} {
		must(add(kinds))
	}
	options, cfg, err := config.Load(kinds, *file)
	must(err)
	options.LeaderElection = false
	options.Metrics = server.Options{BindAddress: "0"}
	mgr, err := ctrl.NewManager(ctrl.GetConfigOrDie(), options)
	must(err)

	ctx := ctrl.SetupSignalHandler()
	must(setUp(ctx, mgr, &cfg))
	must(mgr.Start(ctx))
}

// setUp hands every part to the manager, which starts them.
func setUp(ctx context.Context, mgr manager.Manager, cfg *settings.Configuration) error {
	block, order := waiting(cfg.WaitForPodsReady)
	client := mgr.GetClient()
	used := usage.New(client, usage.WithPodsReadyTracking(block))
	queues := queue.NewManager(client, used, queue.WithPodsReadyRequeuingTimestamp(order))
	frameworks := jobframework.WithEnabledFrameworks(cfg.Integrations.Frameworks)

	if err := indexer.Setup(ctx, mgr.GetFieldIndexer()); err != nil {
		return err
	}
	if err := jobframework.SetupIndexes(ctx, mgr.GetFieldIndexer(), frameworks); err != nil {
		return err
	}
	if _, err := core.SetupControllers(mgr, queues, used, cfg); err != nil {
		return err
	}
	if _, err := webhooks.Setup(mgr, settings.MultiKueueDispatcherModeAllAtOnce); err != nil {
		return err
	}
	version, err := serverVersion(mgr)
	if err != nil {
		return err
	}
	err = jobframework.SetupControllers(ctx, mgr, ctrl.Log,
		frameworks,
		jobframework.WithManageJobsWithoutQueueName(cfg.ManageJobsWithoutQueueName),
		jobframework.WithManagedJobsNamespaceSelector(labels.Everything()),
		jobframework.WithWaitForPodsReady(cfg.WaitForPodsReady),
		jobframework.WithKubeServerVersion(version),
		jobframework.WithManagerName(constants.KueueName),
		jobframework.WithCache(used),
		jobframework.WithQueues(queues),
	)
	if err != nil {
		return err
	}
	go queues.CleanUpOnContext(ctx)
	go used.CleanUpOnContext(ctx)
	events := mgr.GetEventRecorderFor(constants.AdmissionName)
	return mgr.Add(scheduler.New(queues, used, client, events, scheduler.WithPodsReadyRequeuingTimestamp(order)))
}

// waiting reads whether admission waits for the pods of the one before, and by which time an evicted job queues again.
func waiting(w *settings.WaitForPodsReady) (bool, settings.RequeuingTimestamp) {
	if w == nil {
		return false, settings.EvictionTimestamp
	}
	order := settings.EvictionTimestamp
	if w.RequeuingStrategy != nil && w.RequeuingStrategy.Timestamp != nil {
		order = *w.RequeuingStrategy.Timestamp
	}
	return w.Enable && w.BlockAdmission != nil && *w.BlockAdmission, order
}

func serverVersion(mgr manager.Manager) (*kubeversion.ServerVersionFetcher, error) {
	asks, err := discovery.NewDiscoveryClientForConfig(mgr.GetConfig())
	if err != nil {
		return nil, err
	}
	version := kubeversion.NewServerVersionFetcher(asks)
	return version, version.FetchServerVersion()
}
