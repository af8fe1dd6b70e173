/**
 * An experiment with every parameter filled in: what the parser (`scenario.ts`) makes of a YAML file and what every
 * other part reads, read-only. Declared parameter by parameter, with unit, default, bounds, help and source, in
 * `parameters.ts`; the names here and there are the same.
 */
import type { Taint, Toleration } from '../objects/index.ts'
import type { Resources } from '../resources.ts'
import type { Duration } from '../units.ts'
import type { Distribution } from './distribution.ts'

/** Nodes of one kind. */
export interface NodePool {
  readonly name: string
  readonly nodes: number
  /** of its nodes, in order; absent: numbered */
  readonly names?: readonly string[]
  /** what each node offers to pods */
  readonly allocatable: Resources
  /** what system pods on each node request; they are there from the start and never leave */
  readonly system: Resources
  /** zones its nodes are spread over, round robin */
  readonly zones: readonly string[]
  readonly taints: readonly Taint[]
  readonly labels: Readonly<Record<string, string>>
  /** price of one node-hour in any currency; absent: unknown */
  readonly price?: number
}

/** One job of the workload, as the experimenter submits it. What it will really take is not here: see `Application`. */
export interface JobRequest {
  /** order of submission, from 0; identifies the job in keyed random draws */
  readonly number: number
  readonly name: string
  readonly size: number
  /** pods that must run at once for progress; also minMember of its pod group unless that is stated */
  readonly need: number
  readonly minMember: number
  readonly request: Resources
  readonly tasks: number
  /** Flux minSize (quorum); 0: not set */
  readonly minSize: number
  readonly priority: number
  readonly tolerations?: readonly Toleration[]
  /** labels that a node must have */
  readonly nodeSelector?: Readonly<Record<string, string>>
  readonly batch: number
  readonly iteration: number
  /** moment of submission; absent: the experimenter's gap decides */
  readonly submitAt?: number
  /** key of its run time in `application.runTime`; always one of the keys there */
  readonly app: string
}

export interface Application {
  /** `leader`: index 0 ends, the others sleep until deleted (ping). `all`: every pod ends with the application (LAMMPS) */
  readonly ends: 'leader' | 'all'
  /** what must hold before the work begins: pods that are Ready, or Flux brokers online */
  readonly startsWhen: 'ready' | 'brokers'
  /** from enough pods to the beginning of the work (DNS of the headless Service, for instance) */
  readonly setUp: Distribution
  /** the work itself, by `JobRequest.app`; '' holds for every job that has no key of its own */
  readonly runTime: Readonly<Record<string, Distribution>>
}

export interface FluxOperator {
  /** from the MiniCluster to its Job */
  readonly reconcile: Distribution
  /** MiniClusters reconciled at once */
  readonly workers: number
  /** requests a second and burst of the operator's client */
  readonly qps: number
  readonly burst: number
  /** from Ready of a pod to its broker online, lead first; workers that come before the lead retry */
  readonly brokerStart: Distribution
  readonly workerRetry: Duration
  readonly connectTimeout: Duration
}

export interface Kubelet {
  /** from bound to the end of the init containers; used for pods that have one */
  readonly init: Distribution
  /** from bound (or initialized) to Running */
  readonly start: Distribution
  /** from Running to Ready */
  readonly ready: Distribution
  /** from the end of the process to the terminal phase on the API */
  readonly exit: Distribution
  /** beyond the grace period, until the pod is gone */
  readonly teardown: Distribution
  /** a pod that never ran or has ended: from deletion to gone */
  readonly removal: Duration
}

export interface Experimenter {
  /** between the starts of two submissions */
  readonly gap: Distribution
  readonly order: 'listed' | 'shuffled'
  /** `sequential`: by gap; `at-once`: all at the beginning; `arrivals`: each job at its `submitAt` or by gap drawn */
  readonly submits: 'sequential' | 'at-once' | 'arrivals'
  /** one API call of the experimenter (Service, Job, PodGroup one after another) */
  readonly call: Distribution
  readonly podGroup: 'before' | 'after'
  /** `after-batch`: as recorded, watching begins when the batch is submitted. `at-once`: from the start */
  readonly watches: 'after-batch' | 'at-once'
  /** from the leader's end as seen to the deletion of the job */
  readonly lag: Distribution
  readonly grace: Duration
  /** whether a batch waits for the one before to be deleted */
  readonly batchesOverlap: boolean
  /** most jobs submitted and not yet deleted; absent: no limit */
  readonly inFlight?: number
  /** scheduleTimeoutSeconds in each PodGroup; absent: not set */
  readonly podGroupTimeout?: Duration
}

export interface Controllers {
  /** requests a second of kube-controller-manager's clients, and burst */
  readonly qps: number
  readonly burst: number
  readonly syncs: number
  readonly podEventBatch: Duration
  readonly backoff: Duration
  readonly backoffCap: Duration
  readonly backoffLimit: number
}

/** Latencies of the API. */
export interface Api {
  /** a write, from the client to the store and back */
  readonly write: Distribution
  /** a change, from the store to a watcher */
  readonly watch: Distribution
  /** an uncached read */
  readonly read: Distribution
}

/** Which scheduler, and its own parameters (those that do not apply to it are absent). */
export interface SchedulerSpec {
  /** default | coscheduling | fluence | kueue | gang */
  readonly name: string
  readonly version: string
  readonly qps: number
  readonly burst: number
  /** cpu cost of an attempt that finds no node, and of one that does */
  readonly cycleFailing: Distribution
  readonly cyclePlacing: Distribution
  readonly bind: Distribution
  readonly initialBackoff: Duration
  readonly maxBackoff: Duration
  readonly percentageOfNodesToScore: number
  /** mean seconds between pod events of others that reach the scheduler (semantics 11.1); 0: none */
  readonly backgroundEvents: number
  readonly permitWaitingTime?: Duration
  readonly podGroupBackoff?: Duration
  /** percent of a group that may be missing when a member fails, without the waiting ones being rejected */
  readonly rejectPercentage?: number
  /** percent of the goroutines woken by a busy loop that have no turn in its next cycle; absent: each has its turn at once */
  readonly lateRejections?: number
  /** millicores */
  readonly quotaCpu?: number
  readonly quotaPods?: number
  readonly queueingStrategy?: 'BestEffortFIFO' | 'StrictFIFO'
  readonly blockAdmission?: boolean
  readonly podsReadyTimeout?: Duration
  readonly requeueLimit?: number
}

export interface Limits {
  /** a run that lasts longer ends with the outcome `time-limit` */
  readonly time: Duration
  /** livelock: groups reserve and give back for this long and nothing is bound */
  readonly livelock: Duration
}

export interface Experiment {
  readonly name: string
  readonly title: string
  readonly cluster: { readonly pools: readonly NodePool[]; readonly machine: string }
  readonly workload: {
    /** `job`: Indexed Job with a headless Service. `mini-cluster`: Flux MiniCluster */
    readonly kind: 'job' | 'mini-cluster'
    /** as listed in the scenario; who submits takes them from `drawWorkload`, which shuffles, draws and dates them */
    readonly jobs: readonly JobRequest[]
    /** sizes are drawn: `jobs` then holds one job of each size, `weights` how often it comes */
    readonly drawn?: { readonly perBatch: number; readonly batches: number; readonly weights: readonly number[]; readonly first?: number }
  }
  readonly application: Application
  readonly flux: FluxOperator
  readonly kubelet: Kubelet
  readonly experimenter: Experimenter
  readonly controllers: Controllers
  readonly api: Api
  readonly scheduler: SchedulerSpec
  readonly limits: Limits
}
