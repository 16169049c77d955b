package io.gabion.responders.connectors.ldap;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;

/** A directory that has too much to do, which slapd cannot be made to be at will. */
final class Overloaded extends InMemoryOperationInterceptor {
    static InMemoryDirectoryServer start(String suffix, String user, String password) throws LDAPException {
        var config = new InMemoryDirectoryServerConfig(suffix);
        config.addAdditionalBindCredentials(user, password);
        config.addInMemoryOperationInterceptor(new Overloaded());
        var directory = new InMemoryDirectoryServer(config);
        directory.startListening();
        return directory;
    }

    @Override
    public void processSearchRequest(InMemoryInterceptedSearchRequest request) throws LDAPException {
        throw new LDAPException(ResultCode.BUSY, "come back later");
    }
}
