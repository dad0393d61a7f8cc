import Glibc
import Reports

/// The files in which a series of runs is summed up, beside the folders of its runs.
enum SeriesFiles {
    /// Removes those of an earlier series, which told of other runs.
    static func clear(_ folder: String) {
        for name in ComparisonFormat.all.map(\.fileName) + SummaryFormat.all.map(\.fileName) {
            unlink("\(folder)/\(name)")
        }
    }

    /// Writes `comparison` in every format.
    ///
    /// - Returns: its text for the console.
    static func write(_ comparison: Comparison, to folder: String) throws(Failure) -> String {
        for format in ComparisonFormat.all {
            try TextFile.write(format.print([comparison]), to: "\(folder)/\(format.fileName)")
        }
        return ComparisonFormat.all[0].print([comparison])
    }

    /// Writes `summary` in every format.
    ///
    /// - Returns: its text for the console.
    static func write(_ summary: Summary, to folder: String) throws(Failure) -> String {
        for format in SummaryFormat.all {
            try TextFile.write(format.print(summary), to: "\(folder)/\(format.fileName)")
        }
        return SummaryFormat.text.print(summary)
    }
}
