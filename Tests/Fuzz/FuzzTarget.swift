/// What libFuzzer calls with bytes of its own making.
///
/// Whatever the bytes, reading them must end in packets or in an error; what was read must survive
/// being written; and neither may depend on where the stream was cut.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = UnsafeRawBufferPointer(start: start, count: count)
    for version in Version.allCases {
        checkRoundTrip([UInt8](input), version)
        checkStream(input, version)
    }
    checkTopics(input)
    return 0
}

private func checkRoundTrip(_ bytes: [UInt8], _ version: Version) {
    guard let packet = try? Packet(decoding: bytes, version: version) else { return }
    let written = packet.encoded(version)
    precondition(written.count <= bytes.count, "the shortest form is longer than another")
    precondition(written.count == packet.size(version), "the size is not that of the bytes")
    let again = try? Packet(decoding: written, version: version)
    precondition(again == packet, "a packet changed by being written and read")
}

/// Cuts the stream where its first byte says, and expects the packets of the uncut one.
private func checkStream(_ input: UnsafeRawBufferPointer, _ version: Version) {
    var whole = PacketStream(version: version)
    let wanted = packets(of: input, from: &whole)
    var cut = PacketStream(version: version)
    let middle = input.isEmpty ? 0 : Int(input[0]) % input.count
    var found: [Packet] = []
    let isGood = [0..<middle, middle..<input.count].allSatisfy { part in
        let packets = packets(of: UnsafeRawBufferPointer(rebasing: input[part]), from: &cut)
        found += packets.found
        return packets.isGood
    }
    precondition(found == wanted.found, "a cut between chunks changed the packets")
    precondition(isGood == wanted.isGood, "a cut between chunks changed the verdict")
    precondition(whole.footprint <= 2 * input.count + 64, "a stream keeps more than it was given")
}

private func packets(
    of chunk: UnsafeRawBufferPointer, from stream: inout PacketStream
) -> (found: [Packet], isGood: Bool) {
    var found: [Packet] = []
    do throws(Malformed) {
        try stream.take(chunk, into: &found)
        return (found, true)
    } catch {
        precondition(!error.description.isEmpty)
        return (found, false)
    }
}

/// Takes the bytes before the first zero for a filter, the others for a topic.
private func checkTopics(_ input: UnsafeRawBufferPointer) {
    let filter = String(decoding: input.prefix { $0 != 0 }, as: UTF8.self)
    let topic = String(decoding: input.dropFirst(filter.utf8.count + 1), as: UTF8.self)
    guard TopicFilter.isValid(filter) else { return }
    _ = TopicFilter.matches(topic: topic, filter: filter)
    if let shared = SharedFilter(parsing: filter) {
        precondition("$share/\(shared.group)/\(shared.filter)" == filter, "a share lost something")
    }
}
