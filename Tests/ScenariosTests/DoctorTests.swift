import Testing
import YAML

@testable import Scenarios

@Suite struct DoctorTests {
    /// A small machine in the cloud.
    private static let small = HostLimits(
        softDescriptors: 1024, hardDescriptors: 4096, mostDescriptors: 1 << 20, ports: 28_232,
        acceptQueue: 4096, memory: 900 << 20, cores: 2)

    /// One that somebody has set up for this.
    private static let large = HostLimits(
        softDescriptors: 1_000_000, hardDescriptors: 1_000_000, mostDescriptors: 1_000_000,
        ports: 64_512, acceptQueue: 65_535, memory: 64 << 30, cores: 32)

    private func demand(
        devices: Int, applications: Int = 0, embedded: Bool = false, sources: Int = 1,
        loops: Int = 1, rate: Double = 0
    ) -> Demand {
        var demand = Demand(sources: sources, loops: loops)
        demand.name = "made-up"
        demand.devices = devices
        demand.applications = applications
        demand.isEmbedded = embedded
        demand.ratePerDevice = rate
        return demand
    }

    private func limit(
        _ kind: Diagnosis.Limit.Kind, _ host: HostLimits, _ demand: Demand
    ) throws -> Diagnosis.Limit {
        try #require(Diagnosis(host, demand).limits.first { $0.kind == kind })
    }

    /// Connections, embedded or not, and whether 4,096 descriptors are enough.
    @Test(arguments: [
        (4032, 0, false, true), (4033, 0, false, false), (4000, 32, false, true),
        (4000, 33, false, false), (2016, 0, true, true), (2017, 0, true, false),
        (0, 4033, false, false),
    ])
    func `descriptors are counted to the last one`(
        _ devices: Int, _ applications: Int, _ embedded: Bool, _ suffices: Bool
    ) throws {
        let demand = demand(devices: devices, applications: applications, embedded: embedded)
        let limit = try limit(.descriptors, Self.small, demand)
        #expect(limit.suffices == suffices)
        #expect((demand.descriptors <= 4096) == suffices)
        if devices > 0 { #expect((limit.devices >= devices) == suffices) }
    }

    @Test(arguments: [
        (1, 28_232, true), (1, 28_233, false), (2, 56_464, true), (2, 56_465, false),
    ])
    func `each source has its own ports`(
        _ sources: Int, _ devices: Int, _ suffices: Bool
    ) throws {
        let limit = try limit(.ports, Self.small, demand(devices: devices, sources: sources))
        #expect(limit.suffices == suffices && limit.devices == 28_232 * sources)
        var elsewhere = demand(devices: devices, sources: sources)
        elsewhere.destinations = 2
        #expect(try self.limit(.ports, Self.small, elsewhere).suffices)
    }

    /// Devices and the remedy for want of ports.
    @Test(arguments: [
        (28_233, "2 addresses of this host; on loopback --bind 127.0.0.2-127.0.0.3"),
        (56_465, "3 addresses of this host; on loopback --bind 127.0.0.2-127.0.0.4"),
        (28_232 * 300, "300 addresses of this host; on loopback --bind 127.0.0.2-127.0.1.45"),
    ])
    func `as many addresses are named as are needed`(_ devices: Int, _ remedy: String) throws {
        let limit = try limit(.ports, Self.small, demand(devices: devices))
        #expect(limit.remedy == "--bind with \(remedy)")
    }

    @Test
    func `a remedy for descriptors lifts what stands above it too`() throws {
        let little = try limit(.descriptors, Self.small, demand(devices: 10_000))
        #expect(little.remedy == "sudo prlimit --pid $$ --nofile=10064:10064")
        let much = try limit(.descriptors, Self.large, demand(devices: 2_000_000))
        #expect(
            much.remedy == "sudo sysctl fs.nr_open=2000064 && "
                + "sudo prlimit --pid $$ --nofile=2000064:2000064")
    }

    /// Loops, messages a second of all devices, and the remedy where there is need of one.
    @Test(arguments: [
        (1, 40_000.0, ""), (1, 40_001, "--loops 2"), (2, 80_000, ""),
        (2, 260_000, "--loops 7"), (40, 1_280_000, ""),
        (32, 1_520_000, "a host with 38 cores and --loops 38, or longer intervals"),
    ])
    func `loops and cores bound the rate`(_ loops: Int, _ rate: Double, _ remedy: String) throws {
        let demand = demand(devices: 1000, loops: loops, rate: rate / 1000)
        let limit = try limit(.processor, Self.large, demand)
        #expect(limit.suffices == remedy.isEmpty)
        if !remedy.isEmpty { #expect(limit.remedy == remedy) }
    }

    @Test
    func `the limit that ends first comes first`() {
        let small = Diagnosis(Self.small, Demand())
        #expect(small.limits.map(\.kind) == [.descriptors, .ports, .processor, .memory])
        #expect(small.shortages.isEmpty, "nothing was asked for")
        let large = Diagnosis(Self.large, demand(devices: 70_000, rate: 0.001))
        #expect(large.limits.map(\.kind) == [.ports, .descriptors, .memory, .processor])
        #expect(large.shortages.map(\.kind) == [.ports])
        #expect(large.shortages.map(\.isHard) == [true])
    }

    @Test
    func `a machine without memory is told so`() throws {
        var host = Self.small
        host.memory = 0
        let limit = try limit(.memory, host, demand(devices: 1))
        #expect(limit.devices == 0 && !limit.suffices && !limit.isHard)
    }

    @Test
    func `a scenario asks for its devices, its applications and its rate`() throws {
        let plan = try plan(
            """
            name: s
            fleets:
              - {name: t, model: turbine, count: 90}
              - {name: u, model: turbine, count: 10}
            applications: [{name: a, count: 2, subscribe: turbines/#}]
            phases: [ramp: {over: 4s, of: t}, hold: 6s]
            """)
        let prediction = Prediction(plan, isEmbedded: true) { _, _ in 100 }
        let demand = Demand(prediction, sources: 3, loops: 2)
        #expect(demand.devices == 100 && demand.applications == 2 && demand.connections == 102)
        #expect(demand.descriptors == prediction.descriptors)
        // Each device sends one message a second, and two applications get it.
        #expect(demand.ratePerDevice == 3)
        #expect(demand.atOnce == 10 && demand.sources == 3 && demand.loops == 2)
    }

    @Test
    func `what is printed is as it was looked at`() throws {
        var farm = demand(devices: 5000, applications: 1, embedded: true, rate: 2)
        farm.name = "wind-farm"
        farm.atOnce = 5000
        var calm = demand(devices: 2000, applications: 3, loops: 4, rate: 0.2)
        calm.name = "meters"
        let texts = [
            Diagnosis(Self.small, Demand()), Diagnosis(Self.small, farm),
            Diagnosis(Self.large, calm),
        ].map(\.text)
        let text = texts.joined(separator: "\n----\n\n")
        for line in text.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
        try expectSnapshot(text, "doctor.txt")
    }
}
