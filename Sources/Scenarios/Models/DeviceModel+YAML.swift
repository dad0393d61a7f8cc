package import Devices
package import YAML

extension DeviceModel {
    /// Reads a model from its file, whose name without `.yaml` is the model's.
    ///
    /// - Throws: ``Problem`` for a key that means nothing, a bad unit, and whatever else keeps the
    ///   model from being played.
    package init(parsing bytes: [UInt8], file: String) throws(Problem) {
        try self.init(reading: Node(parsing: bytes, file: file), name: Self.name(of: file))
    }

    package init(parsing text: String, file: String) throws(Problem) {
        try self.init(parsing: Array(text.utf8), file: file)
    }

    package init(reading node: Node, name: String) throws(Problem) {
        var model = DeviceModel(name: name)
        try ModelKeys.model.read(node, into: &model)
        if let flaw = model.flaws().first {
            throw Problem(node.place(of: flaw.path), flaw.message)
        }
        self = model
    }

    /// `turbine` of `fixtures/devices/turbine.yaml`.
    package static func name(of file: String) -> String {
        let last = file.split(separator: "/").last.map(String.init) ?? file
        for suffix in [".yaml", ".yml"] where last.hasSuffix(suffix) {
            return String(last.dropLast(suffix.count))
        }
        return last
    }
}

extension Node {
    /// Where the value at `path` stands, or the nearest part around it that is written.
    fileprivate func place(of path: [String]) -> Place {
        guard let key = path.first else { return place }
        if let list, let index = Int(key), list.indices.contains(index) {
            return list[index].place(of: Array(path.dropFirst()))
        }
        guard let entry = mapping?.first(where: { $0.key == key }) else { return place }
        let inner = Array(path.dropFirst())
        return inner.isEmpty || entry.value[inner[0]] == nil && entry.value.list == nil
            ? entry.place : entry.value.place(of: inner)
    }
}
