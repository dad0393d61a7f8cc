import Measures
import YAML

extension Form where Value == Money {
    /// A price in plain decimals, exact to a billionth: `0.08`, `25`.
    static let price = Form("PRICE") { (node) throws(Problem) in
        guard case .text(let text, .plain) = node.content, let price = Money(decimal: text) else {
            throw node.problem(
                "\(node.summary) is no price; write it like 0.08, with at most nine digits before "
                    + "and after the point, and the currency in \"currency\"")
        }
        return price
    }
}

extension Form where Value == Int {
    /// Things that are counted: messages, minutes.
    static let count = wholeNumber(in: 1...1_000_000_000_000_000).map("NUMBER") { (count, _) in
        count
    }
}

extension Form where Value == String {
    /// Three capital letters, as ISO 4217 has them; which ones is not looked up.
    static let currency = word("CODE", isNo: "currency", writeLike: "write it like USD or EUR") {
        text in
        let isCode = text.utf8.count == 3 && text.utf8.allSatisfy { (65...90).contains($0) }
        return isCode ? text : nil
    }

    /// A day of the calendar, `2026-11-26`.
    static let date = word("DATE", isNo: "date", writeLike: "write it like 2026-11-26") { text in
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2],
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            text.utf8.allSatisfy({ $0 == 45 || (48...57).contains($0) }), (1...12).contains(month)
        else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
        return (1...days).contains(day) ? text : nil
    }

    /// What heads a column of a report.
    static let tariffName = Form("NAME") { (node) throws(Problem) in
        let name = try Form.name.read(node)
        guard name.count <= 20,
            name.unicodeScalars.allSatisfy({
                $0.properties.isAlphabetic || $0.properties.numericType != nil
                    || "-_.".unicodeScalars.contains($0)
            })
        else {
            throw node.problem(
                "\(node.summary) is no name for a tariff; use at most 20 letters, digits, "
                    + "- _ and .")
        }
        return name
    }
}
