import Base
import Fleet
import MQTT
import Transports
import YAML

/// What `gale overhead` was asked for.
struct OverheadOptions: PlaySettings {
    var play = PlayOptions()
    var order = OverheadOrder(origin: 0)
    /// As they were written; none for gale's own broker.
    var brokers: [String] = []
    /// A file of tariffs, or a folder of them; nil for those that come with gale.
    var tariffs: String?
    var interval = Duration.minutes(1)
    var receivers = 0
    var reconnects = 0
    var devices = 1

    init() { order.topic = "sites/north/meters/004711" }

    /// Refuses options that have nothing to work on.
    func check() throws(UsageError) {
        guard brokers.isEmpty else { return }
        let security = play.security
        let given = [
            ("--cafile", security.authorities), ("--cert", security.certificate),
            ("--key", security.key), ("--crl", security.revocations),
            ("--sigv4", security.region), ("--aws-profile", security.profile),
        ].first { $0.1 != nil }
        guard given == nil, !security.isInsecure else {
            throw UsageError(
                "\(given?.0 ?? "--insecure") is for brokers of --broker URL; the embedded one has "
                    + "certificates that are made for the run, and knows no signatures")
        }
    }
}

extension Option<OverheadOptions> {
    static let overhead: [Self] =
        measuring + pricing + telling
        // Sessions are resumed where that is what is measured, and nowhere else.
        + security.filter { $0.name != "--resume" }

    private static let measuring: [Self] = [
        Option(
            "--broker", "URL",
            help: "Measure this server, not the embedded broker; once for each of mqtt://, "
                + "mqtts://, ws://, wss://, http:// and https:// that is wanted."
        ) { $0.brokers.append($1) },
        number("--payload", "BYTES", 0...131_072, "The size of a message. Otherwise 100.") {
            $0.order.payload = $1
        },
        Option(
            "--topic", "TOPIC", help: "Where to. Otherwise \(OverheadOptions().order.topic)."
        ) { options, text throws(UsageError) in
            guard TopicName.isValid(text) else {
                throw UsageError(
                    "--topic wants the name of a topic, without + and #, not “\(text)”")
            }
            options.order.topic = text
        },
        number(
            "--messages", "N", 1...10_000,
            "Messages of each row that bytes are averages of, 50 ms apart. Otherwise 20."
        ) { $0.order.messages = $1 },
        number(
            "--window", "N", 1...65_535,
            "Messages on their way at once, or in one write at QoS 0, where a rate is measured. "
                + "Otherwise 20."
        ) { $0.order.window = $1 },
        number(
            "--rounds", "N", 1...1000, "Rates are medians of so many rounds. Otherwise 5."
        ) { $0.order.rounds = $1 },
        Option(
            "--turn", "T",
            help:
                "How long each row sends in a round, once one at a time and once many at once. "
                + "Otherwise 300ms."
        ) { options, text throws(UsageError) in
            options.order.turn = try duration(
                text, of: "--turn", in: .milliseconds(1)...(.minutes(1)))
        },
        Option(
            "--mqtt", "3.1.1|5.0", offers: .words(["3.1.1", "5.0"]),
            help: "The version of MQTT. Otherwise 5.0."
        ) { options, text throws(UsageError) in
            guard let version = [Version.v3_1_1, .v5].first(where: { "\($0)" == text }) else {
                throw UsageError("--mqtt wants 3.1.1 or 5.0, not “\(text)”")
            }
            options.order.version = version
        },
        Option(
            "--keep-alive", "T",
            help:
                "The Keep Alive of a device, from which its pings of a day follow. Otherwise 60s."
        ) { options, text throws(UsageError) in
            let time = try duration(
                text, of: "--keep-alive", in: .seconds(1)...(.seconds(65_535)))
            options.order.keepAlive = UInt16(time.inSeconds.rounded())
        },
    ]

    private static let pricing: [Self] = [
        Option(
            "--tariff", "FILE", offers: .files,
            help:
                "Price the rows by this file of tariffs, or by all of a folder; gale help tariff "
                + "explains the keys. Otherwise by the examples that come with gale."
        ) { $0.tariffs = $1 },
        Option(
            "--interval", "T", help: "For prices: from one message to the next. Otherwise 1m."
        ) { options, text throws(UsageError) in
            options.interval = try duration(
                text, of: "--interval", in: .milliseconds(1)...(.days(30)))
        },
        number(
            "--receivers", "N", 0...1_000_000,
            "For prices: subscribers that each message goes out to. Otherwise none."
        ) { $0.receivers = $1 },
        number(
            "--reconnects", "N", 0...86_400,
            "For prices: connections that are lost and opened anew, a day. Otherwise none."
        ) { $0.reconnects = $1 },
        number(
            "--devices", "N", 1...1_000_000_000,
            "For prices: devices of the account, which share its tiers. Otherwise 1."
        ) { $0.devices = $1 },
    ]

    private static let telling: [Self] = [
        report(insteadOf: "overhead"),
        Option(
            "--quiet", short: "-q", help: "Print nothing but the first line."
        ) { options, _ in options.play.isQuiet = true },
    ]

    private static func duration(
        _ text: String, of name: String, in range: ClosedRange<Duration>
    ) throws(UsageError) -> Duration {
        let duration = try duration(text, of: name)
        guard range.contains(duration) else {
            throw UsageError(
                "\(name): \(text) is outside \(range.lowerBound.short)…\(range.upperBound.short)")
        }
        return duration
    }
}
