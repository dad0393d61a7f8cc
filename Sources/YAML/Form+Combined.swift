extension Form {
    /// A list of values of another form; a list of one need not be written as a list.
    package static func list<Element>(of form: Form<Element>) -> Form where Value == [Element] {
        Form("[\(form.placeholder), …]") { (node) throws(Problem) in
            guard let nodes = node.list else { return [try form.read(node)] }
            var values: [Element] = []
            for node in nodes { values.append(try form.read(node)) }
            return values
        }
    }

    /// One of the values that `names` lists.
    package static func choice(_ names: KeyValuePairs<String, Value>, isNo kind: String) -> Form
    where Value: Sendable {
        let cases = names.map { (name: $0.key, value: $0.value) }
        return Form(cases.map(\.name).joined(separator: "|")) { (node) throws(Problem) in
            guard let text = node.text, !node.isNothing else {
                throw node.problem(
                    "one of \(cases.map(\.name).joined(separator: ", ")) belongs here, "
                        + "not \(node.summary)")
            }
            guard let found = cases.first(where: { $0.name == text }) else {
                throw .unknown(text, at: node.place, isNo: kind, among: cases.map(\.name))
            }
            return found.value
        }
    }

    /// A value written short, or as a mapping with more to say.
    package static func either(_ short: Form, orMapping long: Form) -> Form {
        Form("\(short.placeholder) or \(long.placeholder)") { (node) throws(Problem) in
            try node.mapping == nil ? short.read(node) : long.read(node)
        }
    }

    /// The same form, whose values remember where they stand.
    package var placed: Form<Placed<Value>> {
        map { (value, node) throws(Problem) in Placed(value, at: node.place) }
    }
}

/// A value and where it was written, for complaints that need more than the value to be found.
package struct Placed<Value> {
    package var value: Value
    package var place: Place

    package init(_ value: Value, at place: Place) {
        self.value = value
        self.place = place
    }

    /// A complaint about the value.
    package func problem(_ message: String) -> Problem {
        Problem(place, message)
    }
}

extension Placed: Sendable where Value: Sendable {}
extension Placed: Equatable where Value: Equatable {}
