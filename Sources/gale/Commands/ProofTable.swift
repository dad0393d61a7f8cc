import Base

/// The kill matrix of `--prove`: who fails what is wrong, and what nobody fails.
struct ProofTable {
    /// What is proved, and by what: such as cases and mutants.
    let kinds: (proved: String, wrong: String)
    /// By what is proved: the wrong ones that it fails.
    let kills: [(id: String, names: [String])]
    /// Who fails what is right, and why.
    let accused: [(id: String, detail: String)]
    /// Who fails nothing that breaks its rule.
    let unproved: [String]
    /// How many wrong ones there are.
    let count: Int
    let survivors: [String]

    /// Prints it, as text or as JSON.
    ///
    /// Where only a part was asked for, what that part does not fail is no fault of it.
    func tell(_ options: ConformOptions) -> ExitCode {
        print(options.isJSON ? json.pretty : lines.joined(separator: "\n"))
        let isProved =
            accused.isEmpty && unproved.isEmpty && (survivors.isEmpty || !options.only.isEmpty)
        return isProved ? .allWell : .failed
    }

    private var lines: [String] {
        kills.map { "\($0.id)  \($0.names.joined(separator: " "))" }
            + accused.map { "ACCUSED  \($0.id)  \($0.detail)" }
            + unproved.map { "UNPROVED  \($0)" }
            + survivors.map { "SURVIVOR  \($0)" }
            + [
                "\(kinds.proved) \(kills.count), \(kinds.wrong) \(count), "
                    + "killed \(count - survivors.count), survivors \(survivors.count)"
            ]
    }

    private var json: JSON {
        ConformLists.object([
            (kinds.proved, .integer(Int64(kills.count))), (kinds.wrong, .integer(Int64(count))),
            ("killed", .integer(Int64(count - survivors.count))),
            ("survivors", ConformLists.strings(survivors)),
            ("unproved", ConformLists.strings(unproved)),
            (
                "accused",
                .array(
                    accused.map { id, detail in
                        ConformLists.object([("id", .string(id)), ("detail", .string(detail))])
                    })
            ),
            (
                "kills",
                .array(
                    kills.map { id, names in
                        ConformLists.object([
                            ("id", .string(id)), ("kills", ConformLists.strings(names)),
                        ])
                    })
            ),
        ])
    }
}
