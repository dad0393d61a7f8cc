/// What a machine can do for a run, before its first socket: arithmetic, nothing is tried.
package struct Diagnosis: Sendable {
    /// One thing that ends.
    package struct Limit: Sendable, Equatable {
        package enum Kind: Sendable, Equatable {
            case descriptors, ports, memory, processor
        }

        package let kind: Kind
        package let name: String
        /// What there is of it.
        package let here: String
        /// How many devices that is enough for, beside the applications of the run.
        package let devices: Int
        /// Whether it is enough for the run.
        package let suffices: Bool
        /// A command or an option, or what else to do.
        package let remedy: String

        /// Whether the run fails there; otherwise it becomes slow.
        package var isHard: Bool { kind == .descriptors || kind == .ports }
    }

    package let host: HostLimits
    package let demand: Demand
    /// The one that ends first comes first.
    package let limits: [Limit]

    package init(_ host: HostLimits, _ demand: Demand) {
        self.host = host
        self.demand = demand
        limits = [
            Self.descriptors(host, demand), Self.ports(host, demand), Self.memory(host, demand),
            Self.processor(host, demand),
        ].compactMap { $0 }.sorted { $0.devices < $1.devices }
    }

    /// What is not enough for the run, in the order in which it ends.
    package var shortages: [Limit] { limits.filter { !$0.suffices } }

    /// How many devices a remedy should make room for: those of the run, or twice what there is.
    private static func wanted(_ demand: Demand, over devices: Int) -> Int {
        demand.devices > devices ? demand.devices : 2 * max(devices, 1)
    }

    private static func descriptors(_ host: HostLimits, _ demand: Demand) -> Limit {
        let most = max(0, host.hardDescriptors - Prediction.ownDescriptors) / demand.ends
        let devices = max(0, most - demand.applications)
        let connections = wanted(demand, over: devices) + demand.applications
        let wanted = connections * demand.ends + Prediction.ownDescriptors
        var remedy = "sudo prlimit --pid $$ --nofile=\(wanted):\(wanted)"
        if wanted > host.mostDescriptors {
            remedy = "sudo sysctl fs.nr_open=\(wanted) && " + remedy
        }
        let raised =
            host.softDescriptors < host.hardDescriptors
            ? ", of which gale takes itself all above \(host.softDescriptors.forPeople)" : ""
        return Limit(
            kind: .descriptors, name: "file descriptors",
            here: host.hardDescriptors.forPeople + raised, devices: devices,
            suffices: most >= demand.connections, remedy: remedy)
    }

    private static func ports(_ host: HostLimits, _ demand: Demand) -> Limit {
        let each = host.ports * demand.destinations
        let most = each * demand.sources
        let devices = max(0, most - demand.applications)
        let connections = wanted(demand, over: devices) + demand.applications
        let sources = each > 0 ? (connections + each - 1) / each : 2
        let last = 1 + UInt32(clamping: sources)
        let range = "127.0.0.2-127.\(last >> 16 & 255).\(last >> 8 & 255).\(last & 255)"
        return Limit(
            kind: .ports, name: "ports",
            here: "\(host.ports.forPeople) × \(Self.count(demand.sources, "source"))"
                + " × \(Self.count(demand.destinations, "destination"))",
            devices: devices, suffices: most >= demand.connections,
            remedy: "--bind with \(sources.forPeople) addresses of this host; on loopback "
                + "--bind \(range)")
    }

    private static func memory(_ host: HostLimits, _ demand: Demand) -> Limit {
        var each = Cost.device + Cost.socket * demand.ends
        if demand.isEmbedded { each += Cost.session }
        let most = max(0, host.memory - Cost.process) / each
        return Limit(
            kind: .memory, name: "memory",
            here: "\((host.memory >> 20).forPeople) MiB, about \(each.forPeople) B a device",
            devices: max(0, most - demand.applications), suffices: most >= demand.connections,
            remedy: "free some, or play fewer devices")
    }

    /// Nil where devices cost no time.
    private static func processor(_ host: HostLimits, _ demand: Demand) -> Limit? {
        guard demand.ratePerDevice > 0 else { return nil }
        var loops = Double(min(demand.loops, host.cores))
        // The embedded broker is one thread, which does about as much as the devices do.
        if demand.isEmbedded { loops = host.cores > 1 ? 1 : 0.5 }
        let rate = loops * Cost.load * 1e6 / Cost.message
        let devices = Int(min(1e12, rate / demand.ratePerDevice))
        let wanted = Double(Self.wanted(demand, over: devices)) * demand.ratePerDevice
        let needed = Int(min(1e6, (wanted * Cost.message / 1e6 / Cost.load).rounded(.up)))
        let remedy =
            if demand.isEmbedded {
                "a broker of its own with --broker, or longer intervals"
            } else if needed <= host.cores {
                "--loops \(needed)"
            } else {
                "a host with \(needed.forPeople) cores and --loops \(needed), or longer intervals"
            }
        return Limit(
            kind: .processor, name: "processor",
            here: "\(count(demand.loops, "loop")) on \(count(host.cores, "core")), about "
                + "\(Int(rate).forPeople) messages/s",
            devices: devices, suffices: devices >= demand.devices, remedy: remedy)
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        "\(number.forPeople) \(noun)\(number == 1 ? "" : "s")"
    }
}

extension Diagnosis {
    /// What things cost, rounded up from what a build with optimisation was measured to take
    /// against a null broker, on two cores of x86_64 with Linux 6.
    enum Cost {
        /// Bytes of a device in this process: session, timers, streams, its row in the ledger.
        ///
        /// The largest resident memory with 10,000 devices less that with 1,000, over 9,000: 1.1 kB
        /// for one that is only connected, 1.5 kB for one that publishes, 2.0 kB for a turbine.
        static let device = 2048
        /// Bytes that the kernel keeps for one end of an idle connection; measured 4.8 kB.
        static let socket = 5120
        /// Bytes of a session of the embedded broker.
        static let session = 1024
        /// Bytes of a process without a device.
        static let process = 16 << 20
        /// Microseconds of a loop for one message of a quiet device, which shares its system
        /// calls with no other; measured 12 to 14 with 10,000 devices and as many messages a
        /// second or more, 19 for a turbine's.
        static let message = 20.0
        /// Of a core: a loop that has less than this left for itself begins to be late.
        static let load = 0.8
    }
}
