package import YAML

/// The text of `gale help device`: every key that the reader of models knows.
package enum DeviceHelp {
    /// The blocks of a model file, from the outside in.
    package static let blocks: [BlockHelp] =
        [
            ModelKeys.model.help, FieldKeys.field.help, ModelKeys.message.help,
            ModelKeys.command.help, ModelKeys.shadow.help, ModelKeys.will.help,
            ModelKeys.greeting.help, ModelKeys.outage.help,
        ] + SignalKeys.all.map(\.help)

    package static var text: String {
        """
        A device model is a YAML file in a folder of models; its name is the file's.
        Topics and texts may say {id}, {client} and {name}.


        """ + blocks.map(\.text).joined(separator: "\n")
    }
}
