import Glibc
import Reports

extension Command {
    static let compare = Command(
        "compare", operands: "A B…",
        summary: "Tell whether runs differ by more than chance, and by how much.",
        details: """
            A is how it was, B how it is now; with more than two, each is compared with A.
            Each is the folder of a run or its report.json, or a list A1,A2,A3 of repetitions of
            the same thing. Play them in turn (A1 B1 B2 A2 A3 B3), so that what else the machine
            does strikes both alike; five of each tell a lot, two nearly nothing. With two brokers
            gale bench and gale run do that by themselves: --against URL.

            Each difference comes with a 95 % interval: of a hundred such intervals, 95 hold the
            true difference. It is found by drawing the repetitions again (bootstrap). With one run
            on a side, the slices of its time line are drawn instead: that tells how the run varied
            within itself, not how two runs of the same thing differ, and only for end-to-end
            latency and throughput; the other figures are then shown, but not judged.

            A figure is better or worse if it differs by more than the tolerance and would not do so
            by chance even as one of all the figures in the table. Exit code 1 says that a figure
            is worse, 65 that the reports are of different scenarios or fleets.

            Formats:

            """
                + ComparisonFormat.all.map { "  \($0.name.padded(to: 10))\($0.doc)" }
                .joined(separator: "\n"),
        takes: 2...26, offers: .directories, options: Option.compare, defaults: CompareOptions()
    ) { options, operands in
        let sides = try operands.enumerated().map { number, operand in
            let letter = String(Unicode.Scalar(UInt8(ascii: "A") + UInt8(number)))
            return try Comparison.Side(reading: operand, as: letter)
        }
        let comparisons: [Comparison]
        do {
            comparisons = try sides.dropFirst().map {
                try Comparison(sides[0], $0, tolerance: options.tolerance)
            }
        } catch let error as Incomparable {
            throw Failure(.badInput, error.description)
        }
        print(options.format.print(comparisons), terminator: "")
        return comparisons.allSatisfy(\.worse.isEmpty) ? .allWell : .failed
    }
}

/// What `gale compare` was asked for.
struct CompareOptions: Sendable {
    var format = ComparisonFormat.all[0]
    /// A share: 0.05 is 5 %.
    var tolerance = 0.05
}

extension Option<CompareOptions> {
    static let compare: [Self] = [
        Option(
            "--tolerance", "PERCENT",
            help: "A change of at most so much of A counts as none; 5 unless told."
        ) { options, text throws(UsageError) in
            options.tolerance = try share(text, of: "--tolerance")
        },
        Option(
            "--format", "F", offers: .words(ComparisonFormat.all.map(\.name)),
            help: "One of \(ComparisonFormat.all.map(\.name).joined(separator: ", ")); text unless "
                + "told."
        ) { options, text throws(UsageError) in
            guard let format = ComparisonFormat.all.first(where: { $0.name == text }) else {
                let names = ComparisonFormat.all.map(\.name).joined(separator: ", ")
                throw UsageError("--format: there is no format “\(text)” here; one of \(names)")
            }
            options.format = format
        },
    ]
}

extension Comparison.Side {
    /// Reads one report, or a list of them with commas between.
    ///
    /// A comma in the name of something that is there separates nothing.
    fileprivate init(reading operand: String, as letter: String) throws(Failure) {
        var status = stat()
        var paths = [operand]
        if stat(operand, &status) != 0 {
            paths = operand.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        var runs: [Report] = []
        for path in paths {
            guard !path.isEmpty else {
                throw Failure(.badUsage, "“\(operand)” has a comma with no report beside it")
            }
            runs.append(try Report(reading: path))
        }
        self.init(letter: letter, name: paths.joined(separator: ", "), runs: runs)
    }
}
