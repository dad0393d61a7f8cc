import Base
import Devices
import Fleet
import MQTT
import Reports
import Scenarios

extension Command {
    static let bench = Command(
        "bench", operands: "PATTERN",
        summary: "Load a broker in one of seven patterns, without a scenario file.",
        details: """
            publish     devices publish, nobody subscribes
            fan-in      devices publish, one application subscribes to all
            fan-out     one device publishes, N applications subscribe
            pairs       each device publishes to an application of its own
            round-trip  an application commands, devices answer
            connect     devices connect at a rate, stay, and disconnect at that rate
            churn       devices disconnect and come back at a rate

            Without --broker the embedded broker serves; gale sink costs next to nothing.
            Exit code 1 where messages of QoS 1 or 2 were lost, where nothing came through at all,
            and when the generator was too late for its figures to mean anything.
            gale bench find-limit PATTERN looks for the highest rate that a broker bears.

            Several gales, on one machine or many, can play one run: the same line for each, but
            for --only. They find each other over the broker, begin together and compare clocks.
              gale bench fan-in --broker URL --devices 10000 --only devices
              gale bench fan-in --broker URL --devices 10000 --only subscriber
            """, takes: 1...1,
        offers: .words(Bench.Pattern.allCases.map(\.rawValue) + ["find-limit"]),
        options: Option.bench + Option.series, defaults: BenchOptions()
    ) { options, operands in
        guard let pattern = Bench.Pattern(rawValue: operands[0]) else {
            let known = Bench.Pattern.allCases.map(\.rawValue).joined(separator: ", ")
            throw UsageError("there is no pattern “\(operands[0])”; there are \(known)")
        }
        var bench = options.bench
        bench.pattern = pattern
        let plan: Plan
        do throws(Bench.Mistake) {
            plan = try Plan(bench)
        } catch {
            throw UsageError(error.message)
        }
        let part = try options.play.part(of: plan)
        let own = part.map { plan.only($0.names) } ?? plan
        let prediction = Prediction(own, isEmbedded: options.play.broker == nil) { fleet, _ in
            fleet.model.messages.first?.payloadBytes ?? 0
        }
        if options.isDry {
            print(prediction.text + "\n", terminator: "")
            return Diagnosis(of: prediction, options.play).tell()
        }
        if !options.play.isQuiet, options.play.series.isSingle {
            print("\(plan.name): \(plan.about)\n")
        }
        return try Play.toReport(plan, options.play, prediction, part: part, mustBeValid: true)
    }
}

/// What `gale bench` was asked for.
struct BenchOptions: PlaySettings {
    var play = PlayOptions()
    var bench = Bench(.publish)
    var isDry = false

    fileprivate mutating func setPace(_ pace: Bench.Pace) throws(UsageError) {
        if let other = bench.pace, (other == .flatOut) != (pace == .flatOut) {
            throw UsageError("--rate and --flat-out are two ways; write one of them")
        }
        bench.pace = pace
    }
}

extension Option<BenchOptions> {
    static let bench: [Self] =
        [
            Option(
                "--broker", "URL",
                help: "Load this broker, such as mqtt://HOST[:PORT], not the embedded one."
            ) { $0.play.broker = $1 },
            transport, backEnd, brokerPID, brokerGroup, brokerSys,
            number("--devices", "N", "Devices; in a fan-out, subscribers. Otherwise 100.") {
                $0.devices = $1
            },
            Option(
                "--qos", "0|1|2", offers: .words(["0", "1", "2"]),
                help: "The QoS of messages and subscriptions. Otherwise 0."
            ) { options, text throws(UsageError) in
                guard let qos = UInt8(text).flatMap(QoS.init) else {
                    throw UsageError("--qos wants 0, 1 or 2, not “\(text)”")
                }
                options.bench.qos = qos
            },
            number(
                "--payload", "BYTES",
                "The size of each payload; below 24 messages can only be counted. Otherwise 100."
            ) { $0.payloadBytes = $1 },
            Option(
                "--rate", "PER_SECOND",
                help: "Messages or connects a second, of all devices together; each device has its "
                    + "even share. Otherwise one a device."
            ) { options, text throws(UsageError) in
                try options.setPace(.rate(try rate(text)))
            },
            Option(
                "--flat-out",
                help: "As fast as acknowledgements and the socket let go; no --rate then."
            ) { options, _ throws(UsageError) in try options.setPace(.flatOut) },
            number(
                "--window", "N",
                "Messages of a device under way at once; flat out at QoS 0, messages in one write. "
                    + "Otherwise 20, or 1."
            ) { $0.window = $1 },
            number(
                "--per-write", "N",
                "Flat out, messages of a device in one write; 1 costs a write each, as in the "
                    + "field. Otherwise what the window lets."
            ) { $0.perWrite = $1 },
            Option(
                "--duration", "T", help: "How long, once all are connected. Otherwise 10s."
            ) { options, text throws(UsageError) in
                options.bench.duration = try duration(text, of: "--duration")
            },
            Option(
                "--mqtt", "3.1.1|5.0", offers: .words(["3.1.1", "5.0"]),
                help: "The version of MQTT. Otherwise 5.0."
            ) { options, text throws(UsageError) in
                guard let version = [Version.v3_1_1, .v5].first(where: { "\($0)" == text }) else {
                    throw UsageError("--mqtt wants 3.1.1 or 5.0, not “\(text)”")
                }
                options.bench.version = version
            },
            Option(
                "--topic", "TEMPLATE",
                help: "The topic of each device, {id} being its number. Otherwise bench/{id}."
            ) { $0.bench.topic = $1 },
            Option(
                "--seed", "N", help: "Seed everything that is left to chance."
            ) { options, text throws(UsageError) in options.bench.seed = try seed(text) },
            bind, loops, report(insteadOf: "bench-PATTERN"), format,
            Option(
                "--dry-run",
                help:
                    "Say what the benchmark would do, and whether this host can do it (exit code "
                    + "1: it cannot), and stop there."
            ) { options, _ in options.isDry = true },
            quiet, only, together, wait,
        ] + security

    private static func number(
        _ name: String, _ placeholder: String, _ help: String,
        _ set: @escaping @Sendable (inout Bench, Int) -> Void
    ) -> Self {
        Option(name, placeholder, help: help) { options, text throws(UsageError) in
            guard let number = Int(text) else {
                throw UsageError("\(name) wants a whole number, not “\(text)”")
            }
            set(&options.bench, number)
        }
    }
}
