import Base
import Fleet
import MQTT
import ReferenceBroker
import Reports
import Scenarios
import Transports

/// A scenario played in virtual time: the engine, the broker and the network on one loop.
struct VirtualRun {
    let report: Report
    /// The network after the run, with the broker in it.
    let net: SimulatedNetwork<BrokerStand>

    var server: BrokerStand { net.server }
    var all: Report.Deliveries { report.messages.all }

    /// - Parameters:
    ///   - seed: replaces that of the scenario, and seeds the network too.
    ///   - meddlesUntil: when the mischief ends.
    init(
        _ yaml: String, seed: UInt64? = nil, scale: Double? = nil, _ mischief: Mischief = .none,
        meddlesUntil: Instant = .never, mutant: Mutant? = nil, hasShadows: Bool = true,
        over conditions: SimulatedConditions = SimulatedConditions(), allowance: Allowance? = nil
    ) throws {
        var overrides = Overrides()
        overrides.seed = seed
        overrides.scale = scale
        let plan = try Plan(
            parsing: yaml, file: "test.yaml", overrides: overrides, models: Shipped.models)
        try self.init(
            plan, seed: seed, mischief, meddlesUntil: meddlesUntil, mutant: mutant,
            hasShadows: hasShadows, over: conditions, allowance: allowance)
    }

    init(
        _ plan: Plan, seed: UInt64? = nil, _ mischief: Mischief = .none,
        meddlesUntil: Instant = .never, mutant: Mutant? = nil, hasShadows: Bool = true,
        over conditions: SimulatedConditions = SimulatedConditions(), allowance: Allowance? = nil
    ) throws {
        var server = BrokerStand(mischief, mutant: mutant, offersShadows: hasShadows)
        server.meddler.until = meddlesUntil
        let settings = RunSettings(
            endpoint: Endpoint(host: .address([127, 0, 0, 1]), port: 1883, text: "mqtt://broker"),
            isEmbedded: hasShadows, epochMilliseconds: BrokerStand.epochMilliseconds,
            allowance: allowance)
        var run = try SoloRun(
            plan, settings,
            over: SimulatedNetwork(to: server, seed: seed ?? plan.seed, conditions: conditions))
        report = try run.play()
        // What is under way at the end still reaches the broker.
        while run.net.next(until: run.net.now + .milliseconds(100)) != nil {}
        net = run.net
    }

    /// Faults whose sentence contains `words`, each time they happened.
    func faults(_ words: String) -> Int {
        report.faults.filter { $0.what.contains(words) }.reduce(0) { $0 + $1.count }
    }
}
