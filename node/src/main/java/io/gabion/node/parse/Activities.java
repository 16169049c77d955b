package io.gabion.node.parse;

/** OCSF's activity ids of API calls. */
final class Activities {
    static final int UNKNOWN = 0;
    static final int CREATE = 1;
    static final int READ = 2;
    static final int UPDATE = 3;
    static final int DELETE = 4;

    private Activities() {}
}
