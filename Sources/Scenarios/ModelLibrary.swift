package import Devices
package import YAML

/// Where device models come from: a name becomes a model, or a complaint at the name's place.
package struct ModelLibrary: Sendable {
    /// What there is, in the order of help.
    package let names: [String]

    private let load: @Sendable (String, Place) throws(Problem) -> DeviceModel

    /// `load` is only asked for a name of `names`.
    package init(
        names: [String],
        load: @escaping @Sendable (String, Place) throws(Problem) -> DeviceModel
    ) {
        self.names = names
        self.load = load
    }

    package init(_ models: [DeviceModel]) {
        self.init(names: models.map(\.name)) { (name, _) in
            models.first { $0.name == name }!
        }
    }

    package func model(_ name: Placed<String>) throws(Problem) -> DeviceModel {
        guard names.contains(name.value) else {
            throw .unknown(name.value, at: name.place, isNo: "device model", among: names)
        }
        return try load(name.value, name.place)
    }
}
