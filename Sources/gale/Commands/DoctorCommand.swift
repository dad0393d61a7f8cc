import Scenarios
import Transports

extension Command {
    static let doctor = Command(
        "doctor", operands: "[SCENARIO]",
        summary: "Say what this host can do, and what ends first.",
        details: "File descriptors, ports, memory and processor, each with the number of devices "
            + "it is enough for,\nand the command that lifts the first to end. With a SCENARIO: "
            + "whether that fits; for a benchmark\nask gale bench PATTERN … --dry-run. Nothing is "
            + "opened. Exit code 0: it fits; 1: it does not.",
        takes: 0...1, offers: .files, options: Option.doctor, defaults: RunOptions()
    ) { options, operands in
        guard let name = operands.first else {
            let sources = max(1, options.play.sources.addresses.count)
            return Diagnosis(.here, Demand(sources: sources, loops: options.play.loops)).tell()
        }
        let plan = try ScenarioFile(name).plan(options.overrides)
        let prediction = Prediction(plan, isEmbedded: options.play.broker == nil) {
            fleet, message in
            fleet.payloadBytes(of: message)
        }
        return Diagnosis(of: prediction, options.play).tell()
    }
}

extension Diagnosis {
    /// What this host can do for a run that nobody has begun.
    init(of prediction: Prediction, _ options: PlayOptions) {
        let sources = max(1, options.sources.addresses.count)
        self.init(.here, Demand(prediction, sources: sources, loops: options.loops))
    }

    /// Prints it; the exit code says whether the run fits.
    func tell() -> ExitCode {
        print(text, terminator: "")
        return shortages.isEmpty ? .allWell : .failed
    }
}

extension Option<RunOptions> {
    /// The options of a run that change what it asks of the host.
    static let doctor: [Self] = {
        let names = ["--broker", "--scale", "--duration", "--set", "--bind", "--loops"]
        return run.filter { names.contains($0.name) }
    }()
}
