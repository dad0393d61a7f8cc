import Base
import YAML

/// A phase as it was written: one deed, perhaps a name.
struct PhaseDraft: Sendable {
    var name: String?
    /// In the order of the keys of ``block``.
    var deeds: [Placed<Deed>] = []

    struct Deed: Sendable {
        var kind: Kind
        var duration = Duration.seconds(1)
        var who: [Placed<String>] = []
        var share = 1.0
        var messages = 1
        var cut = Cut(disconnect: false, at: [], stayAway: false)
        /// When the certificates end, for `expire`, and how long the phase goes on.
        var after = Duration.seconds(1)
        var expiryOver: Placed<Duration>?
        var by = Placed("", at: Place(file: ""))
        var command = Placed("", at: Place(file: ""))

        init(_ kind: Kind) { self.kind = kind }
    }

    enum Kind: String, Sendable {
        case ramp, hold, burst, cut, reconnect, command
        case rotate, expire, revoke, probe
    }

    static let block = Block<PhaseDraft>(
        "phase", "A stretch of the run: one of these deeds, and perhaps a name.",
        [
            deed(
                "ramp", .either(Deed.short(.ramp), orMapping: Deed.long(ramp, .ramp)),
                "Connects devices, evenly over this time; without any, they are there at once.",
                example: "5s"),
            deed("hold", Deed.short(.hold), "Lets things run for this time.", example: "20s"),
            deed(
                "burst", Deed.long(burst, .burst), "Makes devices send more than they would.",
                example: "{messages: 10, over: 2s, share: 50%}"),
            deed(
                "cut", Deed.long(cut, .cut), "Takes links away.",
                example: "{share: 20%, over: 2s}"),
            deed(
                "reconnect",
                .either(Deed.short(.reconnect), orMapping: Deed.long(reconnect, .reconnect)),
                "Brings back what a cut keeps away, evenly over this time.", example: "2s"),
            deed(
                "command", Deed.long(command, .command), "Gives a command of an application.",
                example: "{by: control-room, command: water, over: 5s}"),
            deed(
                "rotate", Deed.long(rotation, .rotate),
                "Gives devices new keys and certificates while the others go on.",
                example: "{share: 20%, over: 5s}"),
            deed(
                "expire", Deed.long(expiry, .expire),
                "Lets certificates end; their devices must be refused from then on.",
                example: "{share: 10%, after: 10s}"),
            deed(
                "revoke", Deed.long(revocation, .revoke),
                "Revokes certificates; their devices must be refused from then on.",
                example: "{share: 5%, over: 2s}"),
            deed(
                "probe", Deed.long(probe, .probe),
                "Lets devices try the topics of their neighbours, which must be refused.",
                example: "{share: 10%, over: 5s}"),
            Key(
                "name", .name, \.name, .otherwise("the deed's"),
                "What the report calls the phase."),
        ])

    static let blocks = [
        burst, cut, command, ramp, reconnect, rotation, expiry, revocation, probe,
    ]

    static let ramp = Block<Deed>(
        "ramp", "Connects devices that are not connected.", [Deed.over, Deed.of, Deed.share])

    static let reconnect = Block<Deed>(
        "reconnection", "Brings back what a cut keeps away.", [Deed.over, Deed.of, Deed.share])

    static let burst = Block<Deed>(
        "burst", "Messages beyond the schedule, all at one instant of each device's own.",
        [
            Key(
                "messages", .wholeNumber(in: 1...100_000), \.messages, .required,
                "How many of each of its messages a device sends.", example: "10"),
            Deed.over, Deed.of, Deed.share,
        ])

    static let cut = Block<Deed>(
        "cut", "Links that are taken away.",
        [
            Deed.over, Deed.of, Deed.share,
            Key(
                "disconnect", .bool, \.cut.disconnect, .otherwise("false"),
                "Whether DISCONNECT is sent first; without it the broker owes the Will."),
            Key(
                "at", .list(of: Cut.Step.form), \.cut.at, .otherwise("any instant of the phase"),
                "The packets at which links go, each in turn: "
                    + Cut.Step.allCases.map(\.rawValue).joined(separator: ", ") + ".",
                example: "[pubrec, pubcomp]"),
            Key(
                "stay-away", .bool, \.cut.stayAway, .otherwise("false"),
                "Whether links stay down until a reconnect phase."),
        ])

    static let command = Block<Deed>(
        "command phase", "A command for the devices of its fleet, evenly over the phase.",
        [
            Key("by", Form.name.placed, \.by, .required, "The application that gives it."),
            Key(
                "command", Form.name.placed, \.command, .required,
                "The name of one of its commands."),
            Deed.over, Deed.share,
        ])

    private static func deed(
        _ name: String, _ form: Form<Deed>, _ doc: String, example: String
    ) -> Key<PhaseDraft> {
        let help = KeyHelp(
            name: name, placeholder: form.placeholder, doc: doc, need: .otherwise(""),
            example: example)
        return Key(help) { (node, draft) throws(Problem) in
            draft.deeds.append(Placed(try form.read(node), at: node.place))
        }
    }

    static let form = block.form { PhaseDraft() }.map { (draft, node) throws(Problem) in
        switch draft.deeds.count {
        case 1: return draft
        case 0: throw node.problem("this phase does nothing; write what, such as hold: 20s")
        default:
            throw node.problem(
                "a phase does one thing; begin another with \"- \" for "
                    + draft.deeds[1].value.kind.rawValue)
        }
    }
}

extension PhaseDraft.Deed {
    static let over = Key<Self>(
        "over", .milliseconds, \.duration, .required, "How long the phase lasts.", example: "2s")
    static let of = Key<Self>(
        "of", .list(of: Form.name.placed), \.who, .otherwise("every fleet"),
        "Names of fleets, groups and applications.", example: "[trucks]")
    static let share = Key<Self>(
        "share", .share, \.share, .otherwise("100%"), "The part of them, drawn by the seed.")

    static func short(_ kind: PhaseDraft.Kind) -> Form<Self> {
        Form.milliseconds.map { (duration, _) in
            var deed = PhaseDraft.Deed(kind)
            deed.duration = duration
            return deed
        }
    }

    static func long(_ block: Block<Self>, _ kind: PhaseDraft.Kind) -> Form<Self> {
        block.form { PhaseDraft.Deed(kind) }
    }
}

extension Cut.Step {
    static let form = Form<Cut.Step>("STEP") {
        (node) throws(Problem) in
        let name = try Form.text.read(node)
        guard let step = Cut.Step(rawValue: name) else {
            throw .unknown(
                name, at: node.place, isNo: "step of a handshake",
                among: allCases.map(\.rawValue))
        }
        return step
    }
}
