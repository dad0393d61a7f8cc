import Base
import Devices
import YAML

/// Where identities come from, as it was written.
struct IdentitiesDraft: Sendable {
    var file: Placed<String>?
    var template: Placed<String>?

    static let block = Block<IdentitiesDraft>(
        "source of identities",
        "Where identities come from: one of file, template.",
        [
            Key(
                "file", Form.name.placed, \.file, .otherwise(""),
                "A file of \"gale provision\", from this folder; fleets take its things in order. "
                    + "An application uses the thing that bears its name.",
                example: "fleet.db"),
            Key(
                "template", templateForm.placed, \.template, .otherwise(""),
                "Without a file, gale makes an authority and one identity a device for this run, "
                    + "of these names; {id} is the device's number, {name} the fleet's name. "
                    + "Each application gets one, too, named like it.",
                example: "\"thing-{id}\""),
        ])

    static let form = block.form { IdentitiesDraft() }.map { (draft, node) throws(Problem) in
        guard (draft.file == nil) != (draft.template == nil) else {
            throw node.problem("identities come from one place; write file or template")
        }
        return draft
    }

    private static let templateForm = Form.name.filling([.id, .name]).map {
        (text, node) throws(Problem) in
        guard text.contains("{id}") else {
            throw node.problem(
                "all devices would have the name \(text.inQuotes); put {id} into it")
        }
        if let bad = text.first(where: { "+#/".contains($0) }) {
            throw node.problem("names become levels of topics; leave out the \(bad)")
        }
        return text
    }

    var plan: IdentityPlan {
        if let file {
            return IdentityPlan(source: .file(path: file.value, place: file.place))
        }
        return IdentityPlan(source: .made(template: template?.value ?? ""))
    }

    /// What a certificate leaves for a name, in bytes.
    ///
    /// Source: RFC 5280, appendix A, `ub-common-name`.
    private static let longestName = 64

    /// The names of a fleet's identities, with `{id}` as the only placeholder left; nil where a
    /// file knows them.
    func names(of fleet: String) -> String? {
        template?.value.replacing("{name}", with: fleet)
    }

    /// - Throws: ``Problem`` when the longest name of the fleet's identities does not fit a
    ///   certificate.
    func checkLength(of fleet: FleetPlan) throws(Problem) {
        guard let template, let names = fleet.identity?.name else { return }
        let longest = names.replacing("{id}", with: "\(fleet.firstID + fleet.count - 1)")
        guard longest.utf8.count <= Self.longestName else {
            throw template.problem(
                "\(longest.inQuotes) is too long for a certificate, which has room for "
                    + "\(Self.longestName) bytes")
        }
    }
}
