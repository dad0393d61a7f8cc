extension Form where Value == Int {
    /// A whole number in decimal, plain.
    package static func wholeNumber(in range: ClosedRange<Int>) -> Form {
        Form("\(range.lowerBound)…\(range.upperBound)") { (node) throws(Problem) in
            let digits = try node.plainNumber(of: "whole number").filter { $0 != "_" }
            guard let number = Int(digits) else {
                throw node.problem("\(node.summary) is no whole number")
            }
            guard range.contains(number) else {
                throw node.outside("\(range.lowerBound)", "\(range.upperBound)")
            }
            return number
        }
    }
}

extension Form where Value == Double {
    /// A number, plain; neither infinite nor "not a number".
    package static func number(in range: ClosedRange<Double>? = nil) -> Form {
        Form("NUMBER") { (node) throws(Problem) in
            let digits = try node.plainNumber(of: "number")
            guard let number = Double(digits), number.isFinite,
                digits.allSatisfy({ "0123456789+-.eE".contains($0) })
            else { throw node.problem("\(node.summary) is no number") }
            if let range, !range.contains(number) {
                throw node.outside("\(range.lowerBound)", "\(range.upperBound)")
            }
            return number
        }
    }
}

extension Node {
    /// The text of what must be a number: not quoted, because quotes make it a text.
    fileprivate func plainNumber(of kind: String) throws(Problem) -> String {
        guard case .text(let text, let style) = content, !isNothing else {
            throw problem("a \(kind) belongs here, not \(summary)")
        }
        guard style == .plain else {
            throw problem("the quotes make \(summary) a text; write the \(kind) without them")
        }
        return text
    }

    fileprivate func outside(_ low: String, _ high: String) -> Problem {
        problem("\(text ?? "") is outside \(low)…\(high)")
    }
}
