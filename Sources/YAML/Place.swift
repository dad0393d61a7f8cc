/// Where something stands, for messages: a file, a line and a column, both from one.
///
/// Columns count characters (Unicode scalars), as editors do. Line zero means that the file has no
/// lines, as with an option of the command line; then ``file`` names the option.
package struct Place: Hashable, Sendable, CustomStringConvertible {
    package var file: String
    package var line: Int
    package var column: Int

    package init(file: String, line: Int = 0, column: Int = 0) {
        self.file = file
        self.line = line
        self.column = column
    }

    package var description: String { line == 0 ? file : "\(file):\(line):\(column)" }
}

/// What is wrong with a file that a person wrote, and where.
///
/// Prints as `wind-farm.yaml:14:7: "30" is no duration; write 30s`.
package struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
    package var place: Place
    package var message: String

    package init(_ place: Place, _ message: String) {
        self.place = place
        self.message = message
    }

    package var description: String { "\(place): \(message)" }
}
