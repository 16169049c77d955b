package io.gabion.responders.connectors.keycloak;

import java.net.URI;
import java.nio.file.Path;

/**
 * @param url without {@code /realms} and without a slash at its end
 * @param keycloakRealm as Keycloak names it
 * @param secret of the client: a file, read anew for each token
 * @param realm of the accounts; those of another one are refused
 * @param markAttribute of a user, with several values, which the realm's user profile lets only administrators see and edit
 */
public record KeycloakSettings(
        URI url, String keycloakRealm, String clientId, Path secret, String realm, String markAttribute) {}
