import Identities

/// What `gale provision` was asked for.
struct ProvisionOptions: Sendable {
    var file: String?

    // To make things.
    var devices: Int?
    var template: Template?
    var groups: [Template] = []
    var attributes: [(name: String, value: Template)] = []
    var sheet: String?
    var issues = false
    var days: Int?
    var adds = false
    var replaces = false

    // To make what signs them.
    var authority: String?
    var hosts: [String] = []

    // With the things that there are.
    var renewed: [String] = []
    var revoked: [String] = []
    var list: String?
    var export: String?
    var onlyAuthority = false
    var lists = false

    /// Whether things will be made.
    var makes: Bool { devices != nil || sheet != nil }

    /// Whether things that are there will be changed.
    var changes: Bool { !renewed.isEmpty || !revoked.isEmpty }

    /// Refuses options that have nothing to work on: each would be forgotten silently.
    func check() throws(UsageError) {
        guard file != nil else {
            throw UsageError("gale provision wants --out FILE, the file to make or to look into")
        }
        if adds, replaces, export == nil, list == nil {
            throw UsageError("--add keeps the file and --force replaces it; write one of them")
        }
        let creates = makes && !adds
        let misplaced: [(String, Bool, Bool, String)] = [
            ("--template", template != nil, devices != nil, "--devices N"),
            ("--group", !groups.isEmpty, devices != nil, "--devices N"),
            ("--attribute", !attributes.isEmpty, devices != nil, "--devices N"),
            ("--issue", issues, sheet != nil, "--from CSV"),
            ("--days", days != nil, makes || !renewed.isEmpty, "--devices, --from or --renew"),
            ("--add", adds, makes, "--devices N or --from CSV"),
            ("--ca", authority != nil, creates, "--devices or --from in a new file"),
            ("--host", !hosts.isEmpty, creates, "--devices or --from in a new file"),
            (
                "--force", replaces, creates || export != nil || list != nil,
                "something to replace: --devices, --from, --export or --crl"
            ),
            ("--only-authority", onlyAuthority, export != nil, "--export DIR"),
        ]
        for (name, isGiven, hasUse, wanted) in misplaced where isGiven && !hasUse {
            throw UsageError("\(name) goes with \(wanted)")
        }
        if let devices, devices > 1, let template, !template.isUnique {
            throw UsageError(
                "--template “\(template)” would call \(devices) things alike; put {id} into it, "
                    + "the number of a thing")
        }
    }
}

extension Option<ProvisionOptions> {
    static let provision: [Self] = [
        Option(
            "--out", short: "-o", "FILE", offers: .files,
            help: "The identity file: to make, with --devices or --from; else to look into."
        ) { $0.file = $1 },
        Option(
            "--devices", "N",
            help: "Make N things, each with a P-256 key and a certificate of its own."
        ) { options, text throws(UsageError) in
            options.devices = try count(text, of: "--devices", upTo: IdentitySet.limit)
        },
        Option(
            "--template", "NAME",
            help: "What they are called: {id} is the number, {id:5} five digits of it. Otherwise "
                + "thing-{id}."
        ) { options, text throws(UsageError) in
            options.template = try template(text, of: "--template")
        },
        Option(
            "--group", "PATH",
            help: "A group that they are in, such as europe/site-{id/100} (sites of a hundred) or "
                + "ring-{id%4}; may be repeated."
        ) { options, text throws(UsageError) in
            let path = try template(text, of: "--group")
            do throws(IdentityError) {
                _ = try GroupPath(path.text(for: 1))
            } catch {
                throw UsageError("--group: \(error.message)")
            }
            options.groups.append(path)
        },
        Option(
            "--attribute", "NAME=VALUE",
            help: "What a registry says of them; {id} as above; may be repeated."
        ) { options, text throws(UsageError) in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, !text.hasPrefix("=") else {
                throw UsageError("--attribute wants NAME=VALUE, not “\(text)”")
            }
            guard !options.attributes.contains(where: { $0.name == parts[0] }) else {
                throw UsageError("--attribute \(parts[0]) comes twice")
            }
            options.attributes.append((parts[0], try template(parts[1], of: "--attribute")))
        },
        Option(
            "--from", "CSV", offers: .files,
            help: "Take things from a CSV file, with certificates made elsewhere."
        ) { $0.sheet = $1 },
        Option(
            "--issue", help: "Make a key and a certificate for rows that name none."
        ) { options, _ in options.issues = true },
        Option(
            "--days", "N", help: "How long certificates are valid. Otherwise 365."
        ) { options, text throws(UsageError) in
            options.days = try count(text, of: "--days", upTo: 36_500)
        },
        Option(
            "--ca", "DIR", offers: .directories,
            help: "Sign under the authority in DIR, or make one there where there is none."
        ) { $0.authority = $1 },
        Option(
            "--host", "NAME",
            help: "A name or address that the broker's certificate is good for, beside localhost, "
                + "127.0.0.1 and ::1; may be repeated."
        ) { $0.hosts.append($1) },
        Option(
            "--add", help: "Make things in a file that is there, signed by its authority."
        ) { options, _ in options.adds = true },
        Option("--force", help: "Replace files that are there.") { options, _ in
            options.replaces = true
        },
        Option(
            "--renew", "NAME[,NAME…]",
            help: "Give things new keys and certificates, and revoke the old ones."
        ) { $0.renewed.append($1) },
        Option(
            "--revoke", "NAME[,NAME…]", help: "Take back the certificates of things."
        ) { $0.revoked.append($1) },
        Option(
            "--crl", "FILE", offers: .files,
            help: "Write the revocation lists of all authorities, PEM."
        ) { $0.list = $1 },
        Option(
            "--export", "DIR", offers: .directories,
            help: "Write everything as PEM files, and a CSV file that --from takes."
        ) { $0.export = $1 },
        Option(
            "--only-authority",
            help: "Export what a broker needs alone: ca.pem, server.pem, server.key, crl.pem."
        ) { options, _ in options.onlyAuthority = true },
        Option(
            "--list",
            help: "Print things, a line each: number, name, end of the certificate, state, groups, "
                + "with tabs between."
        ) { options, _ in options.lists = true },
    ]

    private static func template(
        _ text: String, of name: String
    ) throws(UsageError) -> Template {
        do throws(IdentityError) {
            return try Template(parsing: text)
        } catch {
            throw UsageError("\(name): \(error.message)")
        }
    }

    private static func count(
        _ text: String, of name: String, upTo limit: Int
    ) throws(UsageError) -> Int {
        guard let count = Int(text), (1...limit).contains(count) else {
            throw UsageError("\(name) wants a whole number from 1 to \(limit), not “\(text)”")
        }
        return count
    }
}
