module cria/go-templates

go 1.26
