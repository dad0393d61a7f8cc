import Base
import Devices
import Foundation
import Scenarios
import Testing

/// The shipped models, read from their folder.
enum Fixtures {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let folder = root.appending(path: "fixtures/devices")

    static let names: [String] = {
        let files = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        return (files ?? []).filter { $0.hasSuffix(".yaml") }.sorted()
            .map(DeviceModel.name(of:))
    }()

    static func model(_ name: String) throws -> DeviceModel {
        let bytes = try Data(contentsOf: folder.appending(path: name + ".yaml"))
        return try DeviceModel(parsing: Array(bytes), file: name + ".yaml")
    }

    static func device(
        _ name: String, number: Int = 123, seed: UInt64 = 7
    ) throws -> Device {
        try device(of: CompiledModel(model(name)), number: number, seed: seed)
    }

    static func device(
        of model: CompiledModel, number: Int = 123, seed: UInt64 = 7
    ) -> Device {
        Device(
            of: model, number: number, clientID: "\(model.model.name)-\(number)",
            startingAt: .zero, random: SplitMix64(seed: seed).split(UInt64(number)))
    }

    /// A model of fields alone, with one message that has them all.
    static func model(_ fields: DeviceModel.Field..., route: Route? = nil) throws -> CompiledModel {
        try CompiledModel(
            DeviceModel(
                name: "test", fields: fields,
                messages: [
                    .init(
                        name: "all", topic: "t", every: .seconds(1), fields: fields.map(\.name))
                ],
                route: route))
    }

    /// 2026-11-20T16:00:00Z.
    static let epoch: Int64 = 1_795_190_400_000
}

extension Device {
    /// The payload of message `index` at `due`, counted in seconds from the start.
    mutating func payload(_ index: Int = 0, at seconds: Double, number: UInt32 = 0) -> [UInt8] {
        var bytes: [UInt8] = []
        let milliseconds = Int64(seconds * 1000)
        render(
            message: index, due: Instant(nanoseconds: milliseconds * 1_000_000), number: number,
            epochMilliseconds: Fixtures.epoch + milliseconds, into: &bytes)
        return bytes
    }

    /// The same, read.
    mutating func json(_ index: Int = 0, at seconds: Double) throws -> JSON {
        try JSON(parsing: payload(index, at: seconds))
    }
}

extension Instant {
    static func seconds(_ count: Double) -> Instant {
        Instant(nanoseconds: Int64(count * 1000) * 1_000_000)
    }
}

extension [UInt8] {
    var text: String { String(decoding: self, as: UTF8.self) }
}
