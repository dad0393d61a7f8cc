import Scenarios
import Transports

extension Command {
    static let doctor = Command(
        "doctor", operands: "[SCENARIO]",
        summary: "Say what this host can do, and what ends first.",
        details: "File descriptors, ports, memory and processor, each with the number of devices "
            + "it is enough for,\nand the command that lifts the first to end. With a SCENARIO: "
            + "whether that fits. Nothing is opened.\nExit code 0: it fits; 1: it does not.",
        takes: 0...1, offers: .files, options: Option.doctor, defaults: RunOptions()
    ) { options, operands in
        let sources = max(1, options.play.sources.addresses.count)
        var demand = Demand(sources: sources, loops: options.play.loops)
        if let name = operands.first {
            let plan = try ScenarioFile(name).plan(options.overrides)
            let prediction = Prediction(plan, isEmbedded: options.play.broker == nil) {
                fleet, message in
                fleet.payloadBytes(of: message)
            }
            demand = Demand(prediction, sources: sources, loops: options.play.loops)
        }
        let diagnosis = Diagnosis(.here, demand)
        print(diagnosis.text, terminator: "")
        return diagnosis.shortages.isEmpty ? .allWell : .failed
    }
}

extension Option<RunOptions> {
    /// The options of a run that change what it asks of the host.
    static let doctor: [Self] = {
        let names = ["--broker", "--scale", "--duration", "--set", "--bind", "--loops"]
        return run.filter { names.contains($0.name) }
    }()
}
