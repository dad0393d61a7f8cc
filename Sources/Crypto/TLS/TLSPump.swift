import COpenSSL

/// Where the engines of one thread take records from and put records: OpenSSL's only way in and
/// out.
///
/// All of them share it, so an idle connection has no buffer of its own.
///
/// - Cost: grows to the largest amount that was ever put at once, and stays there.
package final class TLSPump {
    private let state: UnsafeMutablePointer<copenssl_pump>
    private let method: OpaquePointer?
    /// Each engine takes two references of its own.
    let bio: OpaquePointer
    let familiarity = TLSFamiliarity()

    package init() {
        state = .allocate(capacity: 1)
        state.initialize(to: copenssl_pump())
        var method: OpaquePointer?
        guard let bio = copenssl_pump_bio(state, &method) else {
            preconditionFailure("no memory is left for a TLS buffer")
        }
        self.bio = bio
        self.method = method
    }

    deinit {
        BIO_free(bio)
        BIO_meth_free(method)
        free(state.pointee.output)
        state.deallocate()
    }

    /// What engines have put and nobody has taken away with ``clear()``; valid until one puts more.
    package var output: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: state.pointee.output, count: state.pointee.output_count)
    }

    package func clear() { state.pointee.output_count = 0 }

    /// Lays out what the engine called next is to take.
    func offer(_ bytes: UnsafeRawBufferPointer) {
        state.pointee.input = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        state.pointee.input_count = bytes.count
    }
}
