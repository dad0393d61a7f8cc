/// Text in columns: the first to the left, figures to the right.
struct Columns {
    private var rows: [[String]] = []

    mutating func add(_ cells: String...) {
        rows.append(cells)
    }

    mutating func add(_ cells: [String]) {
        rows.append(cells)
    }

    /// The rows, indented, without spaces at the ends of lines.
    var text: String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0
        }
        var text = ""
        for row in rows {
            var line = "  "
            for (column, cell) in row.enumerated() {
                let space = String(repeating: " ", count: widths[column] - cell.count)
                line += column == 0 ? cell + space : "  " + space + cell
            }
            while line.last == " " { line.removeLast() }
            text += line + "\n"
        }
        return text
    }
}

extension Double {
    /// For people: `1,234,567`, or `12.3` where a fraction counts.
    var forPeople: String {
        guard self >= 0, self < 1e15 else { return "\(self)" }
        let tenths = Int64((self * 10).rounded())
        if self >= 100 || tenths % 10 == 0 { return Int(rounded()).forPeople }
        return "\(Int(tenths / 10).forPeople).\(tenths % 10)"
    }
}

extension Int {
    /// For people: `1,234,567`.
    var forPeople: String {
        var digits = String(magnitude)
        var groups: [Substring] = []
        while digits.count > 3 {
            groups.insert(Substring(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (self < 0 ? "-" : "") + ([Substring(digits)] + groups).joined(separator: ",")
    }
}
