import Base
import YAML

/// How a fleet is bound to identities, as it was written.
struct FleetIdentityDraft: Sendable {
    var isNone = false
    var isShared = Placed(false, at: Place(file: ""))
    var group: Placed<String>?
    var proof = Placed(FleetIdentity.Proof.certificate, at: Place(file: ""))
    var flaw: Placed<FleetIdentity.Flaw>?
    var clock = Duration.zero

    static let block = Block<FleetIdentityDraft>(
        "binding", "Who the devices of a fleet are, and what may be wrong with the proof of it.",
        [
            Key(
                "group", Form.name.placed, \.group, .otherwise("any thing that is left"),
                "Things of this group of the file, and of the groups in it.", example: "north"),
            Key(
                "shared", Form.bool.placed, \.isShared, .otherwise("false"),
                "Whether all devices show the same certificate, under client identifiers of their "
                    + "own."),
            Key(
                "as",
                Form.choice(
                    ["certificate": .certificate, "password": .password, "token": .token],
                    isNo: "proof"
                ).placed, \.proof, .otherwise("certificate"),
                "What of the identity proves it: its certificate, or name and password or token "
                    + "in CONNECT."),
            Key(
                "flaw", flawForm.placed, \.flaw, .otherwise("none"),
                "What is wrong with it: \(flaws.joined(separator: ", ")). "
                    + "The devices must be refused: they try once, owe no messages, and are "
                    + "counted as refused or let in. Foreign is of an unknown authority, "
                    + "mismatched the certificate of another thing.",
                example: "revoked"),
            Key(
                "clock", clockForm, \.clock, .otherwise("0s"),
                "How far the device's own clock is ahead or, with -, behind. With more than "
                    + "\(FleetIdentity.toleratedClock.short) it must find that the broker's "
                    + "certificate is not valid, as with a flaw.",
                example: "-400d"),
        ])

    static let form = Form.either(
        .choice(
            [
                "own": FleetIdentityDraft(), "shared": FleetIdentityDraft(isShared: .true),
                "none": FleetIdentityDraft(isNone: true),
            ], isNo: "identity"),
        orMapping: block.form { FleetIdentityDraft() })

    private static let flaws = FleetIdentity.Flaw.allCases.map(\.rawValue)

    private static let flawForm = Form<FleetIdentity.Flaw>("FLAW") { (node) throws(Problem) in
        let name = try Form.text.read(node)
        guard let flaw = FleetIdentity.Flaw(rawValue: name) else {
            throw .unknown(name, at: node.place, isNo: "flaw", among: flaws)
        }
        return flaw
    }

    /// Certificates have no dates for clocks that are further off.
    private static let furthestClock = Duration.days(10_000)

    private static let clockForm = Form<Duration>("±DURATION") { (node) throws(Problem) in
        let text = node.text ?? ""
        let isBehind = text.hasPrefix("-")
        var unsigned = node
        if case .text(_, let style) = node.content, isBehind || text.hasPrefix("+") {
            unsigned.content = .text(String(text.dropFirst()), style)
        }
        guard let size = try? Form<Duration>.duration(in: .zero...furthestClock).read(unsigned)
        else {
            throw node.problem(
                "no clock is \(node.summary) ahead; write it like 5m or -400d, "
                    + "at most \(furthestClock.short)")
        }
        return isBehind ? .zero - size : size
    }
}

extension Placed<Bool> {
    fileprivate static var `true`: Placed { Placed(true, at: Place(file: "")) }
}

extension FleetIdentityDraft {
    /// - Throws: ``Problem`` for what does not go together, or not with `identities`.
    func plan(
        names: String?, fleet: String, identities: IdentityPlan, at place: Place
    ) throws(Problem) -> FleetIdentity {
        try checkGroup(identities)
        try checkFlaw()
        if isShared.value, proof.value != .certificate {
            throw proof.problem(
                "shared is about certificates; for a \(proof.value) that all devices share, "
                    + "write identity: none, user-name and password")
        }
        let binding: FleetIdentity.Binding =
            isShared.value ? .shared : group.map { .group($0.value) } ?? .own
        return FleetIdentity(
            binding: binding, proof: proof.value, flaw: flaw?.value, clock: clock,
            name: binding == .shared && names != nil ? fleet : names,
            place: group?.place ?? place)
    }

    private func checkGroup(_ identities: IdentityPlan) throws(Problem) {
        guard let group else { return }
        if case .made = identities.source {
            throw group.problem("only a file has groups; write identities: {file: …}")
        }
        guard !isShared.value else {
            throw group.problem(
                "the things of a group have certificates of their own; leave out shared or group")
        }
    }

    private func checkFlaw() throws(Problem) {
        guard let flaw else { return }
        guard proof.value == flaw.value.proof else {
            let fitting = FleetIdentity.Flaw.allCases.filter { $0.proof == proof.value }
                .map(\.rawValue)
            throw flaw.problem(
                "a \(proof.value) cannot be \(flaw.value.rawValue); write as: "
                    + "\(flaw.value.proof), or another flaw: \(fitting.joined(separator: ", "))")
        }
        if isShared.value, flaw.value == .mismatched {
            throw flaw.problem(
                "a shared certificate is no other thing's; leave out shared, or the flaw")
        }
    }
}

extension FleetIdentity.Flaw {
    /// The proof that can have the flaw.
    var proof: FleetIdentity.Proof {
        switch self {
        case .revoked, .expired, .notYetValid, .foreign, .mismatched, .noCertificate: .certificate
        case .wrongPassword: .password
        case .wrongToken: .token
        }
    }
}
