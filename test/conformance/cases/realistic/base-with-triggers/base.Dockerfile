FROM busybox
RUN echo 'app:x:1000:1000::/app:/bin/sh' >> /etc/passwd
WORKDIR /app
ONBUILD COPY package.list /app/
ONBUILD RUN xargs -n1 touch < package.list
ONBUILD COPY . /app
ONBUILD USER app
CMD ["sh", "-c", "ls /app"]
