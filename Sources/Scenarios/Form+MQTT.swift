import Base
import Devices
import MQTT
import YAML

extension Form where Value == Version {
    /// `3.1.1` or `5.0`, also `5`.
    static let version = Form("3.1.1|5.0") { (node) throws(Problem) in
        switch node.text {
        case "5.0", "5": return .v5
        case "3.1.1": return .v3_1_1
        default:
            throw node.problem("\(node.summary) is no version of MQTT; write 3.1.1 or 5.0")
        }
    }
}

extension Form where Value == QoS {
    static let qos = Form<Int>.wholeNumber(in: 0...2).map("0|1|2") { (level, _) in
        QoS(rawValue: UInt8(level))!
    }
}

extension Form where Value == Duration {
    /// The longest that a phase, an interval or a whole run may be.
    static let longest = Duration.days(7)

    /// All instants of a run lie on whole milliseconds, and so must what separates them.
    static let milliseconds = duration(in: .milliseconds(1)...longest).map {
        (value, node) throws(Problem) in
        guard value.nanoseconds % 1_000_000 == 0 else {
            throw node.problem("\(value.short) is finer than a millisecond; write whole ones")
        }
        return value
    }
}

extension Form where Value == Int {
    /// A duration that MQTT counts in seconds, `bits` wide.
    static func seconds(bits: Int, from low: Int = 0) -> Form {
        let limit = (1 << bits) - 1
        return Form<Duration>.duration.map { (value, node) throws(Problem) in
            let (seconds, rest) = value.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
            guard rest == 0 else {
                throw node.problem("\(value.short) is finer than a second, which MQTT counts in")
            }
            guard (Int64(low)...Int64(limit)).contains(seconds) else {
                throw node.problem("\(value.short) is outside \(low)s…\(limit)s")
            }
            return Int(seconds)
        }
    }
}

extension Form where Value == String {
    /// What can be part of a path such as `applications.control-room.lost`.
    static let identifier = Form("NAME") { (node) throws(Problem) in
        let name = try Form.name.read(node)
        let isGood = name.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "-" || $0 == "_"
        }
        guard isGood, name.utf8.count <= 64 else {
            throw node.problem(
                "\(node.summary) is no name here; use at most 64 letters, digits, - and _")
        }
        return name
    }
}

extension Form where Value == String {
    /// The same texts, but for those with placeholders that stand for nothing.
    func filling(_ placeholders: [Template.Placeholder]) -> Form {
        map { (text, node) throws(Problem) in
            do throws(Template.Invalid) {
                _ = try Template(text, allowing: placeholders)
            } catch {
                throw node.problem(error.description)
            }
            return text
        }
    }
}

/// A setting of a fleet for its model's messages: one for all, or some by name.
enum PerMessage<Value: Sendable>: Sendable {
    case all(Value)
    case some([(name: Placed<String>, value: Value)])

    static func form(_ form: Form<Value>) -> Form<PerMessage> {
        Form("\(form.placeholder) or {MESSAGE: …}") { (node) throws(Problem) in
            guard let entries = node.mapping else { return .all(try form.read(node)) }
            var some: [(name: Placed<String>, value: Value)] = []
            for entry in entries {
                some.append((Placed(entry.key, at: entry.place), try form.read(entry.value)))
            }
            return .some(some)
        }
    }
}

extension Optional {
    /// The setting of each of `messages`, where the model's are `defaults`.
    func resolved<Value>(_ defaults: [Value], of messages: [String]) throws(Problem) -> [Value]
    where Wrapped == PerMessage<Value> {
        switch self {
        case nil: return defaults
        case .all(let value): return defaults.map { _ in value }
        case .some(.some(let some)):
            var values = defaults
            for (name, value) in some {
                guard let index = messages.firstIndex(of: name.value) else {
                    throw .unknown(
                        name.value, at: name.place, isNo: "message of this model", among: messages)
                }
                values[index] = value
            }
            return values
        }
    }
}
