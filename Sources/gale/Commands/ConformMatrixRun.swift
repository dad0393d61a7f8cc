import Base
import Conformance
import Harness
import Reactor
import Reports
import YAML

/// Several brokers judged in turn, and the matrix of them.
struct ConformMatrixRun {
    private let options: ConformOptions
    private let cases: [Case]
    private let coverage: Coverage
    /// Made before any thread, so that all leave the signals to this one.
    private let interrupt = Interrupt()

    init(_ options: ConformOptions) throws {
        guard options.profile == nil, options.baseline == nil else {
            throw UsageError(
                "--profile and --baseline are for one broker; write them in the file of --targets")
        }
        self.options = options
        cases = try options.cases()
        coverage = Coverage(try ConformLists.catalogue())
    }

    func run() throws -> ExitCode {
        let started = WallClock.now()
        let began = EpollLoop.clock()
        Limits.raiseDescriptors()
        // What a person has to mend is found before the first broker is troubled.
        let trials = try targets().map { target in (target, try trial(of: target)) }
        let folder = try ReportFolder(options.play.reportFolder, insteadOf: "conform")
        let judged = try folder.during { try trials.map { try judge($0, $1, folder) } }
        var matrix = ConformanceMatrix(judged, statements: statements)
        matrix.allowances = allowances(judged.compactMap(\.report))
        matrix.started = started.text
        matrix.duration = .nanoseconds(EpollLoop.clock() - began)
        matrix.gale.version = Gale.version
        try write(matrix, judged.compactMap(\.report), to: folder)
        if options.play.isQuiet {
            print(matrix.headline)
        } else {
            print(MatrixFormat.print(matrix), terminator: "")
            print("\nReport: \(folder.path)/index.html")
        }
        if interrupt.came { return .interrupted }
        if judged.contains(where: { $0.report == nil }) { return .brokerUnreachable }
        return matrix.verdict.isGood ? .allWell : .failed
    }

    private func targets() throws -> [ConformTarget] {
        var targets = try options.targets.map { try ConformTarget($0, in: ".", options) }
        if let file = options.targetsFile {
            let folder = Resources.folder(of: file)
            do {
                targets += try BrokerTarget.list(parsing: TextFile.bytes(of: file), file: file)
                    .map { try ConformTarget($0, in: folder, options) }
            } catch let problem as Problem {
                throw Failure(.badInput, "\(problem)")
            }
        }
        for (index, target) in targets.enumerated()
        where targets[..<index].contains(where: { $0.name == target.name }) {
            throw UsageError(
                "two targets are called “\(target.name)”; each needs a name of its own")
        }
        return targets
    }

    /// Nil, with the reason, for one whose host nobody knows.
    private func trial(of target: ConformTarget) throws -> Result<ConformTrial, Failure> {
        do {
            return .success(try ConformTrial(target, options, cases, interrupt))
        } catch let failure as Failure where failure.code == .brokerUnreachable {
            return .failure(failure)
        }
    }

    private func judge(
        _ target: ConformTarget, _ trial: Result<ConformTrial, Failure>,
        _ folder: ReportFolder
    ) throws -> (broker: ConformanceMatrix.Broker, report: ConformanceReport?) {
        var broker = ConformanceMatrix.Broker()
        broker.name = target.name
        broker.target = target.title
        broker.release = target.release
        broker.command = target.command
        broker.profile = target.profile.name
        broker.note = target.profile.note ?? ""
        broker.source = target.profile.source ?? ""
        guard !interrupt.came else {
            broker.trouble = "the run was interrupted before its turn"
            return (broker, nil)
        }
        do {
            let report = try trial.get().report(in: folder, keepingAllTranscripts: true)
            say("\(target.name): \(report.headline)")
            return (broker, report)
        } catch let failure as Failure where failure.code == .brokerUnreachable {
            broker.trouble = failure.message
            say("\(target.name): \(failure.message)")
            return (broker, nil)
        }
    }

    private func say(_ sentence: String) {
        if !options.play.isQuiet { print(Escape.line(sentence)) }
    }

    /// All statements, with what tries them or why nothing does.
    private var statements: [ConformanceMatrix.Statement] {
        let played = Set(cases.map(\.id))
        return coverage.lines.map { line in
            var statement = ConformanceMatrix.Statement()
            statement.id = line.statement.id.description
            statement.section = line.statement.section
            statement.binds = line.statement.obligated.rawValue
            statement.says = line.statement.paraphrase
            if line.cases.isEmpty {
                statement.reason = line.reason ?? "no case yet"
            } else if !line.cases.contains(where: { played.contains($0.id) }) {
                statement.reason = "its cases were not asked for"
            }
            return statement
        }
    }

    /// Those that somebody made use of.
    private func allowances(
        _ reports: [ConformanceReport]
    ) -> [ConformanceMatrix.Allowance] {
        let names = Set(reports.flatMap(\.checks).flatMap(\.allowances))
        return Allowance.all.filter { names.contains($0.name) }.map { allowance in
            var used = ConformanceMatrix.Allowance()
            used.name = allowance.name
            used.says = allowance.says
            return used
        }
    }

    /// The matrix, and the whole report of each broker beside it.
    private func write(
        _ matrix: ConformanceMatrix, _ reports: [ConformanceReport], to folder: ReportFolder
    ) throws {
        let files = MatrixFormat.all.flatMap { $0.files(matrix) }
        try folder.write(files)
        folder.removeFiles(
            in: "statements", endingIn: ".html", but: Set(files.map(\.name)))
        let names = matrix.brokers.filter { $0.trouble.isEmpty }.map(\.name)
        try folder.write(
            zip(names, reports).map { name, report in
                ("brokers/\(name).json", ConformanceFormat.json.print(report))
            })
    }
}
