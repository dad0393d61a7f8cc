import Base
import Conformance
import ReferenceBroker

/// What `gale conform` says of itself, without a broker.
enum ConformLists {
    static func list(_ options: ConformOptions) throws -> ExitCode {
        let cases = try options.cases()
        guard options.isJSON else {
            for subject in cases { print("\(subject.id)  \(subject.title)") }
            return .allWell
        }
        let list = cases.map { subject in
            object([
                ("id", .string(subject.id)), ("title", .string(subject.title)),
                ("statements", strings(subject.statements.map(\.description))),
                ("level", .string(subject.level.rawValue)),
                ("needs", strings(subject.needs.map(\.rawValue).sorted())),
                ("provedBy", strings(subject.provedBy.map(\.name))),
            ])
        }
        print(JSON.array(list).pretty)
        return .allWell
    }

    static func coverage(_ options: ConformOptions) throws -> ExitCode {
        let coverage = Coverage(try catalogue())
        let lines = coverage.lines.filter { options.versions.contains($0.statement.id.version) }
        if options.isJSON {
            print(JSON.array(lines.map(json)).pretty)
            return .allWell
        }
        for line in lines {
            let cases = line.cases.map(\.id).joined(separator: " ")
            let reason = line.reason ?? "no case yet"
            print("\(line.statement.id)  \(cases.isEmpty ? reason : cases)")
        }
        let covered = lines.count { !$0.cases.isEmpty }
        let excused = lines.count { $0.reason != nil }
        print(
            "\(lines.count) statements: \(covered) with cases, \(excused) with a reason, "
                + "\(lines.count - covered - excused) with neither")
        return .allWell
    }

    private static func json(_ line: Coverage.Line) -> JSON {
        let statement = line.statement
        return object([
            ("id", .string(statement.id.description)), ("section", .string(statement.section)),
            ("binds", .string(statement.obligated.rawValue)),
            ("says", .string(statement.paraphrase)),
            ("observable", .string(statement.observability.rawValue)),
            ("cases", strings(line.cases.map(\.id))),
            ("checks", strings(line.checks.map(\.id))),
            ("reason", line.reason.map(JSON.string) ?? .null),
        ])
    }

    static func prove(_ options: ConformOptions) throws -> ExitCode {
        let proof = Proof(try options.cases())
        return ProofTable(
            kinds: ("cases", "mutants"),
            kills: zip(proof.cases, proof.kills).map { ($0.id, $1.map(\.name)) },
            accused: proof.accused.map { ($0.subject.id, $0.detail) },
            unproved: proof.unproved.map(\.id), count: proof.mutants.count,
            survivors: proof.survivors.map(\.name)
        ).tell(options)
    }

    /// The statements of both versions, from the files that come with gale.
    static func catalogue() throws -> Catalogue {
        guard let home = Resources.home.first else {
            throw Failure(.badInput, "the statements are not where gale is; set GALE_HOME")
        }
        let folder = home + "/fixtures/statements/"
        do {
            return try Catalogue(
                v3: TextFile.read(folder + "mqtt311.tsv"), v5: TextFile.read(folder + "mqtt5.tsv"),
                unnumbered: TextFile.read(folder + "unnumbered.tsv"))
        } catch let error as Catalogue.Unreadable {
            throw Failure(.badInput, folder + error.description)
        }
    }

    static func strings(_ texts: [String]) -> JSON { .array(texts.map(JSON.string)) }

    static func object(_ pairs: [(String, JSON)]) -> JSON {
        var members = JSON.Members()
        for (name, value) in pairs { members[name] = value }
        return .object(members)
    }
}
