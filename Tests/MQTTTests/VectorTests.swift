import MQTT
import Testing

/// The packets of `fixtures/packets/`, read and written.
@Suite struct VectorTests {
    @Test(arguments: Vector.all)
    func `bytes mean what the vector says`(_ vector: Vector) {
        for version in vector.versions {
            switch (vector.meaning, Result { try decode(vector, version) }) {
            case (.packet(let text), .success(let packet)): #expect(packet.text == text)
            case (.fault(let text), .failure(let error as Malformed)):
                let reason = "0x\(hex(error.reason.rawValue))"
                #expect(
                    "\(error.fault.name) at byte \(error.offset), reason \(reason)" == text)
            case (_, let result): Issue.record("\(version): \(result)")
            }
        }
    }

    @Test(arguments: Vector.all)
    func `what a vector means is written as its bytes`(_ vector: Vector) throws {
        guard case .packet = vector.meaning else { return }
        for version in vector.versions {
            let packet = try decode(vector, version)
            let bytes = packet.encoded(version)
            #expect((bytes == vector.bytes) == vector.isShortest)
            #expect(bytes.count <= vector.bytes.count)
            #expect(packet.size(version) == bytes.count)
            #expect(try Packet(decoding: bytes, version: version) == packet)
        }
    }

    @Test func `there is a vector for every fault`() {
        let seen = Set(
            Vector.all.compactMap { vector -> Substring? in
                guard case .fault(let text) = vector.meaning else { return nil }
                return text.prefix { $0 != " " && $0 != "(" }
            })
        for fault in Malformed.Fault.each {
            #expect(seen.contains(fault.name.prefix { $0 != "(" }), "no vector shows \(fault.name)")
        }
    }

    @Test func `there is a vector for every packet type and every property`() {
        let packets = Vector.all.compactMap { vector -> String? in
            guard case .packet(let text) = vector.meaning else { return nil }
            return text
        }
        for kind in Packet.Kind.allCases {
            #expect(packets.contains { $0.split(separator: " ")[0] == "\(kind)" }, "\(kind)")
        }
        for kind in Property.Kind.allCases {
            #expect(packets.contains { $0.contains("\(kind): ") }, "\(kind)")
        }
    }

    @Test(arguments: Malformed.Fault.each)
    func `every fault has a sentence for a person`(_ fault: Malformed.Fault) {
        let sentence = Malformed(fault, at: 7).description
        #expect(sentence.hasPrefix("byte 7: "))
        #expect(sentence.count > 20)
        #expect(fault.reason.isFailure)
    }

    private func decode(_ vector: Vector, _ version: Version) throws -> Packet {
        var stream = PacketStream(version: version, limit: vector.limit)
        vector.bytes.withUnsafeBytes { stream.append($0) }
        // The stream must agree with the whole, but for a packet that it may still hope for.
        if vector.limit < Frame.largest { return try #require(try stream.next()) }
        return try Packet(decoding: vector.bytes, version: version)
    }
}
