# The decoder for browsers that cannot read QR codes by themselves; the SDK's image has no npm.
FROM node:22-slim AS scripts
WORKDIR /src
COPY GiftCards.Web/package.json GiftCards.Web/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
# true where the package registry holds the SDK's own Blazor script, see docs/decisions/0006-blazor-script.md.
ARG UseSdkBlazorScript=false
# Packages change rarely; with only these files copied, restoring them is a layer that stays.
COPY Directory.Build.props Directory.Packages.props ./
COPY GiftCards.Core/GiftCards.Core.csproj GiftCards.Core/
COPY GiftCards.Web/GiftCards.Web.csproj GiftCards.Web/
RUN dotnet restore GiftCards.Web -p:UseSdkBlazorScript=$UseSdkBlazorScript
# The editor configuration belongs to the build: it says which warnings count as errors.
COPY .editorconfig appsettings.json ./
COPY GiftCards.Core/ GiftCards.Core/
COPY GiftCards.Web/ GiftCards.Web/
COPY --from=scripts /src/node_modules/ GiftCards.Web/node_modules/
RUN dotnet publish GiftCards.Web -c Release -o /app -p:UseSdkBlazorScript=$UseSdkBlazorScript

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# SQLite comes from the system (docs/decisions/0004-sqlite-native-library.md); the font is for certificates.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libsqlite3-0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && mkdir /data \
    && chown $APP_UID:$APP_UID /data
WORKDIR /app
COPY --from=build /app ./
ENV ASPNETCORE_HTTP_PORTS=8080 \
    ConnectionStrings__GiftCards="Data Source=/data/giftcards.db"
EXPOSE 8080
VOLUME /data
USER $APP_UID
# The image has no curl; bash can open the connection by itself.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health/live HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["dotnet", "GiftCards.Web.dll"]
