/// What a machine grants a process that plays devices.
package struct HostLimits: Sendable, Equatable {
    /// RLIMIT_NOFILE as it stands; gale raises it to ``hardDescriptors`` by itself.
    package var softDescriptors: Int
    package var hardDescriptors: Int
    /// `fs.nr_open`: as high as the hard limit may be set.
    package var mostDescriptors: Int
    /// `net.ipv4.ip_local_port_range`, of each source address towards each destination.
    package var ports: Int
    /// `net.core.somaxconn`: connections that may wait until a broker on this host accepts them.
    package var acceptQueue: Int
    /// Bytes that are to be had without swapping.
    package var memory: Int
    package var cores: Int

    package init(
        softDescriptors: Int, hardDescriptors: Int, mostDescriptors: Int, ports: Int,
        acceptQueue: Int, memory: Int, cores: Int
    ) {
        self.softDescriptors = softDescriptors
        self.hardDescriptors = hardDescriptors
        self.mostDescriptors = mostDescriptors
        self.ports = ports
        self.acceptQueue = acceptQueue
        self.memory = memory
        self.cores = cores
    }
}

/// What a run asks of its machine, in proportion to its devices.
package struct Demand: Sendable, Equatable {
    /// Of the scenario; nil where none was named.
    package var name: String?
    package var devices: Int
    /// Connections beyond those of the devices.
    package var applications = 0
    /// Whether the broker runs in this process, so that both ends of a connection count.
    package var isEmbedded = false
    /// Addresses that connections leave from; one where the kernel chooses.
    package var sources = 1
    /// Address and port pairs that they go to.
    package var destinations = 1
    package var loops = 1
    /// Messages and deliveries a second of one device, all applications' share included.
    package var ratePerDevice = 1.0
    /// Devices that connect at the same instant, since no ramp brings them up.
    package var atOnce = 0

    /// Devices that send a message a second to a broker elsewhere.
    package init(sources: Int = 1, loops: Int = 1) {
        devices = 0
        self.sources = sources
        self.loops = loops
    }

    /// What a scenario asks for.
    package init(_ prediction: Prediction, sources: Int, loops: Int) {
        let plan = prediction.plan
        name = plan.name
        devices = prediction.devices
        applications = prediction.connections - prediction.devices
        isEmbedded = prediction.isEmbedded
        self.sources = sources
        self.loops = loops
        let rate = prediction.messagesPerSecond + prediction.deliveriesPerSecond
        ratePerDevice = devices > 0 ? rate / Double(devices) : 0
        let ramped = plan.rampedFleets
        atOnce = plan.fleets.reduce(0) { $0 + (ramped.contains($1.name) ? 0 : $1.count) }
    }

    package var connections: Int { devices + applications }

    /// Descriptors that one connection takes of this process.
    var ends: Int { isEmbedded ? 2 : 1 }

    package var descriptors: Int { connections * ends + Prediction.ownDescriptors }
}
