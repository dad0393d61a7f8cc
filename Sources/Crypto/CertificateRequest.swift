import Glibc

/// What an authority is asked to put its name to.
package struct CertificateRequest: Sendable {
    package enum Use: Hashable, Sendable {
        /// A device, or whatever else opens connections.
        case client
        /// A broker that answers to these DNS names (`*.` may begin one) and IP addresses.
        case server(hosts: [String])
    }

    /// At most 64 characters; for a device, its client id or thing name.
    package var commonName: String
    /// At most 64 characters.
    package var organizationalUnit: String?
    /// Seconds since 1970: the lower bound is the first valid second, the upper bound the last.
    package var validity: Range<Int64>
    package var use: Use
    /// In hex; should differ in every certificate of one authority.
    package var serial: String

    package init(
        commonName: String, organizationalUnit: String? = nil, validity: Range<Int64>,
        use: Use = .client, serial: String = Serial.random()
    ) {
        self.commonName = commonName
        self.organizationalUnit = organizationalUnit
        self.validity = validity
        self.use = use
        self.serial = serial
    }
}

extension CertificateRequest {
    /// The extensions that this use asks for; those of the issuer come beside them.
    ///
    /// - Parameter encrypts: whether the key is of a kind that old cipher suites encrypt to.
    func extensions(encrypts: Bool) throws(CryptoError) -> [Extension] {
        var extensions: [Extension] = [.endEntity, .keyUsage(encrypts: encrypts)]
        switch use {
        case .client: extensions.append(.clientUse)
        case .server(let hosts):
            guard !hosts.isEmpty else {
                throw CryptoError(
                    "the server certificate “\(commonName)” names no host; give the DNS names or "
                        + "addresses that clients connect to")
            }
            extensions.append(.serverUse)
            var names: [UInt8] = []
            for host in hosts { names += try Self.alternativeName(host) }
            extensions.append(.alternativeNames(names))
        }
        return extensions
    }

    /// An address as its bytes, any other name as a DNS name.
    private static func alternativeName(_ host: String) throws(CryptoError) -> [UInt8] {
        for (family, size) in [(AF_INET, 4), (AF_INET6, 16)] {
            var bytes = [UInt8](repeating: 0, count: size)
            if inet_pton(family, host, &bytes) == 1 { return DER.element(0x87, bytes) }
        }
        let letters = host.utf8.allSatisfy { letter in
            switch letter {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "*"):
                true
            default: false
            }
        }
        guard letters, 1...253 ~= host.utf8.count, !host.hasPrefix(".") else {
            throw CryptoError("“\(host)” is neither an IP address nor a DNS name")
        }
        return DER.element(0x82, Array(host.utf8))
    }
}
