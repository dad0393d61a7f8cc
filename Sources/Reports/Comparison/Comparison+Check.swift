/// What can be compared, and with how much salt.
extension Comparison {
    /// Figures of another scenario or another number of devices answer another question.
    ///
    /// Another seed does not: it is the same load with other dice, which is noted.
    static func check(_ sides: [Side]) throws(Incomparable) {
        for side in sides where side.runs.isEmpty {
            throw Incomparable(description: "\(side.letter) names no report")
        }
        let first = sides[0].runs[0]
        for side in sides {
            for run in side.runs {
                guard run.scenario.name == first.scenario.name else {
                    throw Incomparable(
                        description: "these are runs of different scenarios, "
                            + "“\(Escape.line(first.scenario.name))” and, in \(side.letter), "
                            + "“\(Escape.line(run.scenario.name))”; "
                            + "only runs of one scenario can be compared")
                }
                guard run.fleet.devices == first.fleet.devices else {
                    throw Incomparable(
                        description: "these are runs of different fleets, "
                            + "\(Figure.count(first.fleet.devices, "device")) and, in "
                            + "\(side.letter), \(Figure.count(run.fleet.devices)); "
                            + "play the scenario with the same --scale")
                }
            }
        }
    }

    static func notes(_ a: Side, _ b: Side) -> [String] {
        var notes: [String] = []
        if min(a.runs.count, b.runs.count) < 2 {
            notes.append(
                "A side has one run only, so the intervals cover how a run varied from slice to "
                    + "slice, not how two runs of the same thing differ, and figures without "
                    + "slices are not judged. Play each side five times in turn and name the "
                    + "runs as A1,A2,… B1,B2,….")
        }
        let runs = a.runs + b.runs
        if differ(runs, by: \.scenario.seed) {
            notes.append("The runs have different seeds: the same load, thrown with other dice.")
        }
        if differ(runs, by: \.host.cores) || differ(runs, by: \.host.system) {
            notes.append("The runs were made on different machines or systems.")
        }
        if differ(runs, by: \.gale.version) {
            notes.append("The runs were made by different versions of gale.")
        }
        if differ(runs, by: \.bytes.estimated) {
            notes.append(
                "TCP/IP headers were counted by the kernel in some runs and estimated in others: "
                    + "bytes a message differ by that alone.")
        }
        if differ(runs, by: \.security?.scheme) || differ(runs, by: \.security?.insecure) {
            notes.append("The links of the runs were not protected alike.")
        }
        let lengths = runs.map(\.duration)
        if let shortest = lengths.min(), let longest = lengths.max(), longest > shortest * 1.1 {
            notes.append(
                "The runs lasted between \(Figure.duration(shortest)) and "
                    + "\(Figure.duration(longest)).")
        }
        for side in [a, b] {
            let doubtful = side.runs.filter {
                $0.verdict == .inconclusive || $0.verdict == .interrupted
            }.count
            if doubtful > 0 {
                notes.append(
                    "In \(side.letter), \(Figure.count(doubtful, "run")) ended early or without "
                        + "a verdict; see gale report.")
            }
        }
        return notes
    }

    private static func differ<Value: Equatable>(
        _ runs: [Report], by value: (Report) -> Value
    ) -> Bool {
        runs.contains { value($0) != value(runs[0]) }
    }
}
