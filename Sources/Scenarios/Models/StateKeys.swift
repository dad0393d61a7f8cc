import Base
import Devices
package import YAML

/// How states and choices are written.
package enum StateKeys {
    package struct Draft: Sendable {
        var words: [String]?
        var boolean: Bool?
        var number: Double?
        var initial: String?
    }

    package struct Drawing: Sendable {
        var choices: [DeviceModel.Field.Choice] = []
        var every = Duration.zero
    }

    package static let stateBlock = Block<Draft>(
        "state", "What commands set: one of some words, true or false, or a number.",
        [
            Key("words", optional(.list(of: .name)), \.words, .otherwise("no words"), "The words."),
            Key(
                "boolean", optional(.bool), \.boolean, .otherwise("no truth value"),
                "Its value at first."),
            Key("number", optional(.number()), \.number, .otherwise("no number"), "At first."),
            Key(
                "initial", optional(.name), \.initial, .otherwise("the first word"),
                "The word at first."),
        ])

    package static let choiceBlock = Block<Drawing>(
        "choice", "One of some words, drawn anew now and then.",
        [
            Key(
                "words", choices, \.choices, .required, "A list, or words with their weights.",
                example: "{running: 95, fault: 5}"),
            Key("every", .duration, \.every, .required, "How long a word lasts on average."),
        ])

    static let choice = choiceBlock.form { Drawing() }

    static let state = stateBlock.form { Draft() }.map {
        (draft, node) throws(Problem) -> DeviceModel.Field.State in
        switch (draft.words, draft.boolean, draft.number) {
        case (let words?, nil, nil):
            guard let initial = draft.initial else { return .words(words, initial: 0) }
            guard let index = words.firstIndex(of: initial) else {
                throw .unknown(
                    initial, at: node["initial"]!.place, isNo: "word of this state", among: words)
            }
            return .words(words, initial: index)
        case (nil, let boolean?, nil): return .boolean(initial: boolean)
        case (nil, nil, let number?): return .number(initial: number)
        default:
            throw node.problem("a state has one of the keys \"words\", \"boolean\" and \"number\"")
        }
    }

    private static let choices = Form<[DeviceModel.Field.Choice]>("[WORD, …]") {
        (node) throws(Problem) in
        var choices: [DeviceModel.Field.Choice] = []
        guard let entries = node.mapping else {
            return try Form<[String]>.list(of: .name).read(node).map { .init($0) }
        }
        for entry in entries {
            let weight = try Form<Double>.number().read(entry.value)
            choices.append(.init(entry.key, weight: weight))
        }
        return choices
    }

    private static func optional<Value>(_ form: Form<Value>) -> Form<Value?> {
        form.map { (value, _) in value }
    }
}
