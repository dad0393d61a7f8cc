import Base
import Devices
import Foundation
import Testing

/// Every model of `fixtures/devices`, played.
@Suite struct ShippedModelsTests {
    @Test
    func `the models that scenarios count on are there`() {
        let wanted = [
            "probe", "sensor", "smart-meter", "sprinkler", "thermostat", "truck", "turbine",
        ]
        #expect(Set(wanted).subtracting(Fixtures.names).isEmpty)
    }

    @Test(arguments: Fixtures.names)
    func `a model's file opens with what it is`(_ name: String) throws {
        let text = try String(
            contentsOf: Fixtures.folder.appending(path: name + ".yaml"), encoding: .utf8)
        #expect(text.hasPrefix("# A"))
        #expect(try !Fixtures.model(name).about.isEmpty)
    }

    @Test(arguments: Fixtures.names)
    func `in 24 hours every value stays in its range`(_ name: String) throws {
        let model = try Fixtures.model(name)
        let compiled = try CompiledModel(model)
        for seed: UInt64 in [1, 2, 3] {
            var device = Fixtures.device(of: compiled, seed: seed)
            for second in stride(from: 0.0, through: 86_400, by: 60) {
                for (index, message) in model.messages.enumerated() {
                    let json = try device.json(index, at: second)
                    #expect(json.object?.keys == message.fields)
                    for field in message.fields {
                        try check(json[field], of: #require(model[field]), seed: seed)
                    }
                }
            }
        }
    }

    private func check(_ value: JSON?, of field: DeviceModel.Field, seed: UInt64) throws {
        guard field.isNumeric else {
            guard let words = field.words, let word = value?.string else { return }
            #expect(words.contains(word), "\(field.name), seed \(seed)")
            return
        }
        let number = try #require(value?.number, "\(field.name), seed \(seed)")
        let range = try #require(field.range)
        #expect(number.isFinite && range.contains(number), "\(field.name), seed \(seed)")
        #expect(!field.unit.isEmpty)
    }

    @Test(arguments: Fixtures.names)
    func `values move`(_ name: String) throws {
        let model = try Fixtures.model(name)
        var device = try Fixtures.device(name)
        let first = try device.json(at: 0)
        let later = try device.json(at: 3600)
        for field in model.messages[0].fields {
            guard case .signal(let signal)? = model[field]?.source, signal.key != "constant",
                signal.key != "follows", !["setpoint", "saving"].contains(field)
            else { continue }
            guard case .linear("setpoint", _, _, _) = signal else {
                #expect(first[field] != later[field], "\(field)")
                continue
            }
        }
    }

    @Test(arguments: Fixtures.names)
    func `the same seed gives the bytes that it always gave`(_ name: String) throws {
        var device = try Fixtures.device(name)
        var lines = ""
        for number: UInt32 in 0..<3 {
            lines += device.payload(at: Double(number) * 10 + 1, number: number).text + "\n"
        }
        let file = Fixtures.root.appending(path: "fixtures/devices/first-messages/\(name).jsonl")
        if ProcessInfo.processInfo.environment["UPDATE"] == "1" {
            try Data(lines.utf8).write(to: file)
        }
        #expect(
            lines == (try? String(contentsOf: file, encoding: .utf8)),
            "UPDATE=1 rewrites \(file.lastPathComponent)")
    }

    @Test(arguments: Fixtures.names)
    func `other seeds and other devices measure something else`(_ name: String) throws {
        let model = try Fixtures.model(name)
        let isRandom = model.messages[0].fields.contains { field in
            guard case .signal? = model[field]?.source else { return false }
            return true
        }
        guard isRandom else { return }
        let payloads = try [(7, 123), (8, 123), (7, 124)].map { (seed, number) in
            var device = try Fixtures.device(name, number: number, seed: UInt64(seed))
            _ = device.payload(at: 30)
            let bytes = device.payload(at: 3600)
            // Without the timestamp, whose checksum would differ anyway.
            return bytes.text.split(separator: "Z\",").last.map(String.init)
        }
        #expect(Set(payloads).count == (name == "sprinkler" ? 1 : 3))
    }

    @Test
    func `the turbine has exactly its six members and its topic`() throws {
        var device = try Fixtures.device("turbine")
        #expect(device.filled(device.model.messageTopics[0]) == "turbines/ev-gen/123")
        let json = try device.json(at: 60)
        #expect(
            json.object?.keys == [
                "timestamp", "temperature", "humidity", "rotor-freq", "output", "output-freq",
            ])
        #expect(json["timestamp"]?.string?.hasPrefix("2026-11-20T16:01:00.000") == true)
        #expect(abs(json["output-freq"]!.number! - 60) < 0.5)
    }

    @Test
    func `turbines give their rated output in a fresh breeze`() throws {
        let model = try CompiledModel(Fixtures.model("turbine"))
        var full = 0
        var hottest = 0.0
        for number in 0..<200 {
            var device = Fixtures.device(of: model, number: number)
            for minute in 0..<60 {
                let json = try device.json(at: Double(minute) * 60)
                if json["output"]!.number! > 470 { full += 1 }
                hottest = max(hottest, json["temperature"]!.number!)
            }
        }
        #expect((1000...6000).contains(full))
        #expect((110...135).contains(hottest))
    }
}
