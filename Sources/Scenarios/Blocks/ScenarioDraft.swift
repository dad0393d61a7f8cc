import Base
import YAML

/// A whole scenario as it was written.
struct ScenarioDraft: Sendable {
    var name = ""
    var about: String?
    var seed: UInt64 = 1
    var identities: IdentitiesDraft?
    var fleets: [FleetDraft] = []
    var applications: [ApplicationDraft] = []
    var phases = Placed<[PhaseDraft]>([], at: Place(file: ""))
    var drain = Duration.seconds(10)
    var expectations: [ExpectationDraft] = []

    static let block = Block<ScenarioDraft>(
        "scenario", "What a run is to do.",
        [
            Key(
                "name", .identifier, \.name, .required, "The name of the scenario, as of its file.",
                example: "wind-farm"),
            Key(
                "about", .text, \.about, .otherwise("the comment that the file opens with"),
                "What it shows, in a sentence."),
            Key(
                "seed", Form.wholeNumber(in: 0...Int.max).map("0…") { (seed, _) in UInt64(seed) },
                \.seed, .otherwise("1"), "Decides all chance: same seed, same messages."),
            Key(
                "identities", IdentitiesDraft.form, \.identities, .otherwise("none"),
                "Who devices and applications are to the broker: each with a key and certificate "
                    + "of its own.", example: "{template: \"thing-{id}\"}"),
            Key(
                "fleets", .list(of: FleetDraft.block.form { FleetDraft() }), \.fleets,
                .otherwise("none"), "The devices."),
            Key(
                "applications", .list(of: ApplicationDraft.block.form { ApplicationDraft() }),
                \.applications, .otherwise("none"), "The clients of the back end."),
            Key(
                "phases", Form.list(of: PhaseDraft.form).placed, \.phases, .required,
                "What happens, one after the other."),
            Key(
                "drain", .duration(in: .zero ... .hours(1)), \.drain, .otherwise("10s"),
                "How long to wait at the end for what is still on its way."),
            Key(
                "expect", .list(of: ExpectationDraft.form), \.expectations, .otherwise("nothing"),
                "What decides the exit code: a figure of the report, a comparison, a limit.",
                example: "[lost == 0, latency.endToEnd.p99 < 100ms]"),
        ])
}
