/// All that can be worked out from a ``DeviceModel`` once, shared by every device of a fleet.
///
/// - Cost: some kilobytes a model, whatever the number of devices.
package final class CompiledModel: Sendable {
    package let model: DeviceModel
    /// One for each message of the model, in its order.
    package let messageTopics: [Template]
    /// One for each command of the model, in its order.
    package let commandTopics: [Template]
    package let answerTopics: [Template?]
    package let willTopic: Template?
    package let willPayload: Template?
    package let greetingTopic: Template?
    package let greetingPayload: Template?

    /// The slot of each field by name; it is the index of the field as well.
    let slots: [String: Int]
    /// In an order in which no motion depends on a later one.
    let motions: [Motion]
    let slotCount: Int
    let points: [Signal.Point]
    let targets: [Target]
    let weights: [Double]
    let course: Course?
    let messages: [Program]
    let answers: [Program]
    let report: Program?
    /// The slot of the field that says whether the link is gone.
    let outage: Int?

    /// - Throws: everything that ``DeviceModel/problems()`` finds.
    package init(_ model: DeviceModel) throws(DeviceModel.Invalid) {
        let problems = model.problems()
        guard problems.isEmpty else {
            throw DeviceModel.Invalid(model: model.name, problems: problems)
        }
        // All of these were checked just now.
        func topic(_ text: String) -> Template { try! Template.topic(text) }
        func words(_ text: String) -> Template { try! Template.words(text) }
        self.model = model
        messageTopics = model.messages.map { topic($0.topic) }
        commandTopics = model.commands.map { topic($0.topic) }
        answerTopics = model.commands.map { $0.answer.map(topic) }
        willTopic = model.will.map { topic($0.topic) }
        willPayload = model.will.map { words($0.payload) }
        greetingTopic = model.greeting.map { topic($0.topic) }
        greetingPayload = model.greeting.map { words($0.payload) }

        let names = model.fields.enumerated().map { ($1.name, $0) }
        let slots = Dictionary(uniqueKeysWithValues: names)
        func program(_ names: [String], size: Int? = nil) -> Program {
            Program(
                names.map { (model.fields[slots[$0]!], slots[$0]!) }, model: model.name, size: size)
        }
        self.slots = slots
        messages = model.messages.map { program($0.fields, size: $0.payloadBytes) }
        answers = model.commands.map { program($0.answers) }
        report = model.shadow.map { program($0.reports) }
        outage = model.outage.map { slots[$0.field]! }
        course = model.route.map(Course.init)

        var composer = Composer(model, slots: slots)
        composer.compose()
        motions = composer.motions
        slotCount = composer.slotCount
        points = composer.points
        targets = composer.targets
        weights = composer.weights
    }

    /// Where field `name` keeps what it shows; nil for a field that is not there.
    package func slot(of name: String) -> Int? { slots[name] }
}

extension DeviceModel {
    /// A model that cannot be played, and all the reasons.
    package struct Invalid: Error, Equatable, CustomStringConvertible {
        package let model: String
        package let problems: [String]

        package var description: String {
            "device model “\(model)”: " + problems.joined(separator: "; ")
        }
    }
}
