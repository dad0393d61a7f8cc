// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "gale",
    products: [.executable(name: "gale", targets: ["gale"])],
    targets: [
        // -1: the world, one C library each
        .c("CLinux"),
        .systemLibrary(
            name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),

        // 0
        .target(
            name: "Base", swiftSettings: .strict, linkerSettings: [.linkedLibrary("m")]),

        // 1
        .floor("MQTT", "Base"),
        .floor("Measures", "Base"),
        .floor("Reports", "Base"),
        .floor("Devices", "Base"),
        .floor("DeviceCloud", "Base"),
        .floor("YAML", "Base", "CYAML"),
        .floor("Crypto", "Base", "COpenSSL"),

        // 2
        .floor("Sessions", "Base", "MQTT"),
        .floor("ReferenceBroker", "Base", "MQTT"),
        .floor("Reactor", "Base", "CLinux"),
        .floor("Web", "Base", "Crypto"),
        .floor("Identities", "Base", "Crypto", "CSQLite"),

        // 3
        .floor("Scenarios", "Base", "MQTT", "Measures", "Reports", "Devices", "YAML"),
        .floor(
            "Transports", "Base", "MQTT", "Measures", "Crypto", "Web", "Reactor", "CLinux"),

        .floor(
            "Conformance", "Base", "MQTT", "Sessions", "ReferenceBroker", "Reports", "Web"),

        // 4
        .floor(
            "Fleet", "Base", "MQTT", "Measures", "Reports", "Devices", "DeviceCloud", "Sessions",
            "Crypto", "Web", "Identities", "Reactor", "Scenarios", "Transports"),
        .floor(
            "Harness", "Base", "MQTT", "DeviceCloud", "YAML", "Crypto", "ReferenceBroker",
            "Reactor", "Web", "Identities", "Conformance", "Transports"),

        // 5
        .executableTarget(
            name: "gale",
            dependencies: [
                "Base", "MQTT", "Measures", "Reports", "Devices", "YAML", "Crypto", "Web",
                "Identities", "ReferenceBroker", "Scenarios", "Conformance", "Reactor",
                "Transports", "Fleet", "Harness",
            ],
            swiftSettings: .strict),

        .tests("Base"),
        .tests("MQTT", "Base"),
        .tests("Measures", "Base"),
        .tests("Reports", "Base", exclude: ["Snapshots"]),
        .tests("Devices", "Base", "YAML", "Scenarios"),
        .tests("DeviceCloud", "Base"),
        .tests("YAML", "Base"),
        .tests("Crypto", "Base"),
        .tests("Web", "Base", "Crypto", exclude: ["Scripts"]),
        .tests("Identities", "Base", "Crypto"),
        .tests("Sessions", "Base", "MQTT"),
        .tests("ReferenceBroker", "Base", "MQTT"),
        .tests("Reactor", "Base"),
        .tests(
            "Scenarios", "Base", "MQTT", "Measures", "Reports", "Devices", "YAML",
            exclude: ["Snapshots"]),
        .tests(
            "Conformance", "Base", "MQTT", "Sessions", "ReferenceBroker", "Reports", "Web"),
        .tests("Transports", "Base", "MQTT", "Measures", "Crypto", "Web", "Reactor"),
        .tests(
            "Fleet", "Base", "MQTT", "Measures", "Reports", "Devices", "Sessions", "Scenarios",
            "Transports", "ReferenceBroker", "DeviceCloud", "YAML", "Crypto", "Reactor", "Harness"),
        .tests(
            "Harness", "Base", "MQTT", "ReferenceBroker", "YAML", "Crypto", "Web", "Reactor",
            "Conformance", "Transports"),
        .testTarget(name: "TidyTests", swiftSettings: .strict),
        .testTarget(
            name: "EndToEndTests", dependencies: ["gale", "Base", "Reports"],
            exclude: ["Scripts", "Snapshots"],
            swiftSettings: .strict),
    ],
    swiftLanguageModes: [.v6]
)

extension [SwiftSetting] {
    /// What every Swift target is held to.
    static var strict: Self {
        [
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("ExistentialAny"),
            .treatAllWarnings(as: .error),
        ]
    }
}

extension Target {
    /// A library target and all that it may import: the floors of `Sources/README.md`.
    static func floor(_ name: String, _ below: String...) -> Target {
        .target(
            name: name, dependencies: below.map { .byName(name: $0) }, swiftSettings: .strict)
    }

    /// A C target: headers and shims, nothing else.
    static func c(_ name: String) -> Target {
        .target(name: name, publicHeadersPath: "include")
    }

    /// The tests of one target, which may also use what it stands on.
    static func tests(_ name: String, _ below: String..., exclude: [String] = []) -> Target {
        .testTarget(
            name: name + "Tests", dependencies: ([name] + below).map { .byName(name: $0) },
            exclude: exclude, swiftSettings: .strict)
    }
}
